package shop.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.product.support.Pages;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;

/** What clients see of search: from the product that an administrator makes to the list that finds it. */
@FleetTest
class ProductSearchTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Api anybody;
    private final Api admin;

    @Autowired
    ProductSearchTest(@LocalServerPort int port) {
        this.anybody = new Api(port);
        this.admin = anybody.as(TestTokens.admin(new UUID(7, 2)));
    }

    @Test
    void filtersSortsAndPages() {
        var category = newCategory();
        for (var price : List.of(300, 100, 200, 500, 400)) {
            make(Map.of(
                    "name",
                    "Lamp " + price,
                    "price",
                    Map.of("amountMinor", price, "currency", "EUR"),
                    "categories",
                    price > 300 ? List.of(category, category + "-dear") : List.of(category)));
        }
        awaitTotal("category=" + category, 5);

        var first = anybody.get("/api/products?size=2&sort=price,desc&category=" + category);
        var last = anybody.get("/api/products?size=2&page=2&sort=price,desc&category=" + category);

        assertThat(names(first)).containsExactly("Lamp 500", "Lamp 400");
        assertThat(first.number("totalItems")).isEqualTo(5);
        assertThat(first.number("totalPages")).isEqualTo(3);
        assertThat(first.number("page")).isZero();
        assertThat(first.number("size")).isEqualTo(2);
        assertThat(first.body().at("/facets/categories").toString())
                .isEqualTo("[{\"category\":\"" + category + "\",\"count\":5},{\"category\":\"" + category
                        + "-dear\",\"count\":2}]");
        assertThat(first.header("Link")).contains("rel=\"next\"", "page=1", "category=" + category);
        assertThat(names(last)).containsExactly("Lamp 100");
        assertThat(last.body().has("nextCursor")).isFalse();
        assertThat(names(anybody.get("/api/products?sort=price&minPrice=200&maxPrice=400&category=" + category)))
                .containsExactly("Lamp 200", "Lamp 300", "Lamp 400");
        assertThat(names(anybody.get("/api/products?category=" + category)))
                .as("newest first")
                .startsWith("Lamp 400");
        assertThat(anybody.get("/api/products?page=9&category=" + category)
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void goesOnByCursor() {
        var category = newCategory();
        for (var i = 0; i < 7; i++) {
            make(Map.of("name", "Lamp " + i, "categories", List.of(category)));
        }
        awaitTotal("category=" + category, 7);
        var path = "/api/products?size=3&sort=name&category=" + category;

        var first = anybody.get(path);
        var second = anybody.get(path + "&cursor=" + first.text("nextCursor"));
        var third = anybody.get(path + "&cursor=" + second.text("nextCursor"));

        assertThat(names(first)).containsExactly("Lamp 0", "Lamp 1", "Lamp 2");
        assertThat(names(second)).containsExactly("Lamp 3", "Lamp 4", "Lamp 5");
        assertThat(names(third)).containsExactly("Lamp 6");
        assertThat(third.body().has("nextCursor")).isFalse();
        assertThat(second.header("Link")).contains("rel=\"next\"", "cursor=" + second.text("nextCursor"));
        assertThat(anybody.get(path + "&cursor=x").text("code")).isEqualTo("invalid_cursor");
        assertThat(anybody.get("/api/products?sort=sku&cursor=" + first.text("nextCursor"))
                        .text("code"))
                .isEqualTo("invalid_cursor");
        assertThat(anybody.get(path + "&page=1&cursor=" + first.text("nextCursor"))
                        .wrongFields())
                .containsExactly("page");
    }

    @Test
    void findsWordsTheirFormsAndTheirSlips() {
        var word = "zq" + newCategory().replaceAll("[^a-z]", "") + "lantern";
        var id = make(Map.of("name", word + " (blue) T-Shirt", "description", "100% cotton."))
                .text("id");
        awaitTotal("q=" + word, 1);

        for (var q : List.of(
                word,
                word.toUpperCase(Locale.ROOT),
                word + "s",
                word + " shirt",
                word + " 100%",
                word + " (blu",
                word + " .*+")) {
            assertThat(ids(anybody.get("/api/products?q=" + encoded(q)))).as(q).containsExactly(id);
        }
        var slip = anybody.get("/api/products?q=" + word.replace("lantern", "lantren"));
        assertThat(ids(slip)).containsExactly(id);
        assertThat(slip.body().get("approximate").booleanValue()).isTrue();
        for (var q : List.of(word + " red", "...", word + " AND nothing")) {
            assertThat(ids(anybody.get("/api/products?q=" + encoded(q)))).as(q).isEmpty();
        }
        assertThat(anybody.get("/api/products/suggest?q=" + word.substring(0, word.length() - 2))
                        .text("suggestions/0/text"))
                .isEqualTo(word + " (blue) T-Shirt");
    }

    @Test
    void narrowsByAttributes() {
        var category = newCategory();
        var blue = make(Map.of("categories", List.of(category), "attributes", Map.of("colour", "blue", "ml", 300)))
                .text("id");
        var red = make(Map.of("categories", List.of(category), "attributes", Map.of("colour", "red", "ml", 300)))
                .text("id");
        awaitTotal("category=" + category, 2);

        assertThat(ids(anybody.get("/api/products?attr.colour=blue&category=" + category)))
                .containsExactly(blue);
        assertThat(ids(anybody.get("/api/products?attr.colour=blue&attr.colour=red&attr.ml=300&category=" + category)))
                .containsExactly(red, blue);
        assertThat(ids(anybody.get("/api/products?attr.colour=blue&attr.ml=200&category=" + category)))
                .isEmpty();
        assertThat(anybody.get("/api/products?category=" + category)
                        .body()
                        .at("/facets/attributes")
                        .findValuesAsString("name"))
                .containsExactlyInAnyOrder("colour", "ml");
    }

    @Test
    void followsChangesWithinASecond() {
        var category = newCategory();
        var made = make(Map.of("name", "Before", "categories", List.of(category)));
        awaitTotal("category=" + category, 1);

        admin.patch("/api/products/" + made.text("id"), Map.of("name", "After"));

        await().untilAsserted(() -> assertThat(ids(anybody.get("/api/products?q=after&category=" + category)))
                .containsExactly(made.text("id")));
        assertThat(ids(anybody.get("/api/products?q=before&category=" + category)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?sort=passwordHash",
                "?sort=price,sideways",
                "?size=0",
                "?size=1000000",
                "?page=-1",
                "?page=x",
                "?page=1000&size=10",
                "?minPrice=-1",
                "?minPrice=cheap",
                "?currency=eur",
                "?inStock=perhaps",
                "?attr.=1",
                "?attr.a$b=1",
                "?cursor=x",
                "/suggest",
                "/suggest?q=%20",
                "/suggest?q=a&size=21"
            })
    void refusesABadQuery(String query) {
        var answer = anybody.get("/api/products" + query);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    private void awaitTotal(String query, long total) {
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(anybody.get("/api/products?" + query).number("totalItems"))
                                .isEqualTo(total));
    }

    private Answer make(Map<String, ?> more) {
        var body = new HashMap<String, Object>();
        body.put("sku", "Q-" + RUN + "-" + COUNTER.incrementAndGet());
        body.put("name", "Mug");
        body.put("price", Map.of("amountMinor", 1250, "currency", "EUR"));
        body.putAll(more);
        var made = admin.post("/api/products", body);
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        return made;
    }

    private static String newCategory() {
        return "c" + RUN + "-" + COUNTER.incrementAndGet();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> names(Answer page) {
        return Pages.field(page, "name");
    }

    private static List<String> ids(Answer page) {
        return Pages.field(page, "id");
    }
}
