package shop.product.category;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import shop.product.catalog.Catalog;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.Parallel;
import shop.test.TestTokens;

/** What clients and administrators see of the tree of categories. */
@FleetTest
class CategoryTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Api anybody;
    private final Api customer;
    private final Api admin;
    private final KnownCategories known;
    private final MongoTemplate mongo;
    private final Catalog catalog;

    @Autowired
    CategoryTest(KnownCategories known, MongoTemplate mongo, Catalog catalog, @LocalServerPort int port) {
        this.anybody = new Api(port);
        this.customer = anybody.as(TestTokens.user(new UUID(6, 1)));
        this.admin = anybody.as(TestTokens.admin(new UUID(6, 2)));
        this.known = known;
        this.mongo = mongo;
        this.catalog = catalog;
    }

    @Test
    void showsTheTreeToEverybody() {
        var top = make(newSlug(), null);
        var below = make(newSlug(), top.text("id"));

        var tree = anybody.get("/api/categories");

        assertThat(tree.status()).isEqualTo(200);
        var shown = tree.body()
                .get("items")
                .valueStream()
                .filter(category ->
                        category.get("path").get(0).equals(top.body().get("slug")))
                .toList();
        assertThat(shown).containsExactly(top.body(), below.body());
        assertThat(below.body().get("path").toString())
                .isEqualTo("[\"" + top.text("slug") + "\",\"" + below.text("slug") + "\"]");
        assertThat(top.body().has("parentId")).isFalse();
        assertThat(below.header("Location")).isEqualTo("/api/categories/" + below.text("id"));
        assertThat(anybody.get(below.header("Location")).body()).isEqualTo(below.body());
        assertThat(anybody.with("If-None-Match", tree.header("ETag"))
                        .get("/api/categories")
                        .status())
                .isEqualTo(304);
    }

    @Test
    void knowsWhatLiesBelowACategoryAtOnce() {
        var top = make(newSlug(), null);
        var below = make(newSlug(), top.text("id"));
        var lowest = make(newSlug(), below.text("id"));
        var free = newSlug();

        assertThat(known.slugsBelow(top.text("slug")))
                .containsExactlyInAnyOrder(top.text("slug"), below.text("slug"), lowest.text("slug"));
        assertThat(known.slugsBelow(lowest.text("slug"))).containsExactly(lowest.text("slug"));
        assertThat(known.slugsBelow(free)).containsExactly(free);
    }

    @Test
    void hearsOfCategoriesThatAnotherInstanceMade() {
        var other = new Categories(mongo, catalog, new KnownCategories(mongo), Clock.systemUTC());
        var top = newSlug();
        var below = newSlug();

        other.add(below, below, other.add(top, top, null).id());

        await().untilAsserted(() -> assertThat(known.slugsBelow(top)).containsExactlyInAnyOrder(top, below));
    }

    @Test
    void renamesAndMovesButKeepsTheSlug() {
        var first = make(newSlug(), null);
        var second = make(newSlug(), null);
        var child = make(newSlug(), first.text("id"));
        var path = "/api/categories/" + child.text("id");

        var moved = admin.patch(path, Map.of("name", "New", "parentId", second.text("id")));

        assertThat(moved.status()).as(moved.body().toString()).isEqualTo(200);
        assertThat(moved.text("name")).isEqualTo("New");
        assertThat(moved.text("path/0")).isEqualTo(second.text("slug"));
        assertThat(moved.number("version")).isEqualTo(2);
        assertThat(admin.patch(path, "{\"parentId\":null}").body().get("path")).hasSize(1);
        assertThat(admin.patch(path, Map.of("slug", newSlug())).wrongFields()).containsExactly("slug");
        assertThat(admin.with("If-Match", child.header("ETag"))
                        .patch(path, Map.of("name", "Stale"))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void showsANewPathToWhoHasTheOldOne() {
        var first = make(newSlug(), null);
        var second = make(newSlug(), null);
        var middle = make(newSlug(), first.text("id"));
        var lowest = make(newSlug(), middle.text("id"));
        var top = "/api/categories/" + first.text("id");
        var parent = "/api/categories/" + middle.text("id");
        var path = "/api/categories/" + lowest.text("id");

        for (var moves : List.of(
                Map.entry(parent, second.text("id")),
                Map.entry(parent, first.text("id")),
                Map.entry(top, second.text("id")))) {
            var before = anybody.get(path);
            var unchanged = anybody.with("If-None-Match", before.header("ETag"));
            assertThat(unchanged.get(path).status()).isEqualTo(304);

            assertThat(admin.patch(moves.getKey(), Map.of("parentId", moves.getValue()))
                            .status())
                    .isEqualTo(200);

            var after = unchanged.get(path);
            assertThat(after.status()).isEqualTo(200);
            assertThat(after.body().get("path")).isNotEqualTo(before.body().get("path"));
            assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
            assertThat(after.number("version")).isEqualTo(1);
        }
    }

    @Test
    void takesAnEditOfWhatOnlyItsPlaceChangedOf() {
        var first = make(newSlug(), null);
        var second = make(newSlug(), null);
        var child = make(newSlug(), first.text("id"));
        var path = "/api/categories/" + child.text("id");
        var seen = anybody.get(path).header("ETag");
        admin.patch("/api/categories/" + first.text("id"), Map.of("parentId", second.text("id")));

        var renamed = admin.with("If-Match", seen).patch(path, Map.of("name", "New"));

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.header("ETag")).isEqualTo(anybody.get(path).header("ETag"));
        assertThat(admin.with("If-Match", seen)
                        .patch(path, Map.of("name", "Stale"))
                        .status())
                .isEqualTo(412);
        assertThat(admin.with("If-Match", seen).delete(path).status()).isEqualTo(412);
        assertThat(admin.with("If-Match", "\"7\", " + renamed.header("ETag"))
                        .delete(path)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void refusesToMoveACategoryBelowItself() {
        var top = make(newSlug(), null);
        var below = make(newSlug(), top.text("id"));
        var path = "/api/categories/" + top.text("id");

        assertThat(admin.patch(path, Map.of("parentId", below.text("id"))).text("code"))
                .isEqualTo("category_cycle");
        assertThat(admin.patch(path, Map.of("parentId", top.text("id"))).text("code"))
                .isEqualTo("category_cycle");
        assertThat(anybody.get(path).body()).isEqualTo(top.body());
    }

    @Test
    void neverMakesACycleOfTwoMovesAtOnce() {
        for (var round = 0; round < 10; round++) {
            var ids = List.of(
                    make(newSlug(), null).text("id"), make(newSlug(), null).text("id"));
            var number = new AtomicInteger();

            var answers = Parallel.times(2, () -> {
                var own = number.getAndIncrement();
                return admin.patch("/api/categories/" + ids.get(own), Map.of("parentId", ids.get(1 - own)));
            });

            assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                    .isEqualTo(Map.of(200, 1L, 409, 1L));
        }
    }

    @Test
    void givesASlugToOneCategoryOnly() {
        var slug = newSlug();

        var answers = Parallel.times(8, () -> admin.post("/api/categories", Map.of("slug", slug, "name", "Kitchen")));

        assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                .isEqualTo(Map.of(201, 1L, 409, 7L));
        assertThat(answers.stream().filter(answer -> answer.status() == 409))
                .allSatisfy(answer -> assertThat(answer.text("code")).isEqualTo("slug_taken"));
    }

    @Test
    void removesOnlyWhatIsEmpty() {
        var top = make(newSlug(), null);
        var below = make(newSlug(), top.text("id"));
        var sku = "C-" + newSlug();
        var product = admin.post(
                "/api/products",
                Map.of(
                        "sku",
                        sku,
                        "name",
                        "Mug",
                        "price",
                        Map.of("amountMinor", 1, "currency", "EUR"),
                        "categories",
                        List.of(below.text("slug"))));

        assertThat(delete(top).text("code")).isEqualTo("category_not_empty");
        assertThat(delete(below).text("code")).isEqualTo("category_not_empty");
        admin.delete("/api/products/" + product.text("id"));
        assertThat(delete(below).status()).isEqualTo(204);
        assertThat(delete(top).status()).isEqualTo(204);
        assertThat(delete(top).text("code")).isEqualTo("category_not_found");
    }

    @Test
    void refusesATreeThatIsTooDeep() {
        var parent = make(newSlug(), null);
        for (var level = 2; level <= Tree.MOST_LEVELS; level++) {
            parent = make(newSlug(), parent.text("id"));
        }

        var answer = admin.post("/api/categories", body(newSlug(), parent.text("id")));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("category_limit");
    }

    @ParameterizedTest
    @CsvSource({
        "slug,Upper Case",
        "slug,",
        "name,",
        "parentId,no-uuid",
        "parentId,019aa5f0-7a00-7000-8000-00000000dead",
        "colour,red"
    })
    void refusesBadInputAndNamesTheField(String field, @Nullable String value) {
        var body = body(newSlug(), null);
        body.put(field, value);

        var answer = admin.post("/api/categories", body);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.wrongFields()).containsExactly(field);
    }

    @Test
    void letsOnlyAdministratorsWrite() {
        var body = body(newSlug(), null);
        var path = "/api/categories/" + make(newSlug(), null).text("id");

        assertThat(anybody.post("/api/categories", body).status()).isEqualTo(401);
        assertThat(customer.post("/api/categories", body).status()).isEqualTo(403);
        assertThat(customer.patch(path, Map.of("name", "Mine")).status()).isEqualTo(403);
        assertThat(customer.delete(path).status()).isEqualTo(403);
    }

    private Answer make(String slug, @Nullable String parentId) {
        var made = admin.post("/api/categories", body(slug, parentId));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        return made;
    }

    private Answer delete(Answer category) {
        return admin.delete("/api/categories/" + category.text("id"));
    }

    private static Map<String, @Nullable Object> body(String slug, @Nullable String parentId) {
        var body = new HashMap<String, @Nullable Object>();
        body.put("slug", slug);
        body.put("name", "Kitchen");
        if (parentId != null) {
            body.put("parentId", parentId);
        }
        return body;
    }

    private static String newSlug() {
        return "c-" + RUN + "-" + COUNTER.incrementAndGet();
    }
}
