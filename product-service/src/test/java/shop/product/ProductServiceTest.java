package shop.product;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import shop.product.support.Pages;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.ApiDocument;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What clients, administrators and the fleet see of the catalog. */
@FleetTest
class ProductServiceTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Api anybody;
    private final Api customer;
    private final Api admin;
    private final MongoTemplate mongo;

    @Autowired
    ProductServiceTest(MongoTemplate mongo, @LocalServerPort int port) {
        this.anybody = new Api(port);
        this.customer = anybody.as(TestTokens.user(new UUID(7, 1)));
        this.admin = anybody.as(TestTokens.admin(new UUID(7, 2)));
        this.mongo = mongo;
    }

    // Making products

    @Test
    void theApiDocumentSaysWhatIsSo() {
        ApiDocument.assertSound(anybody.get("/v3/api-docs").body(), "shop.product");
    }

    @Test
    void showsANewProductToEverybody() {
        var body = product(Map.of(
                "description", "Stoneware,\n300 ml",
                "categories", List.of("kitchen", "gifts"),
                "attributes", Map.of("volumeMl", 300, "care", Map.of("dishwasher", true), "tags", List.of("a", 1.5)),
                "images", List.of("https://images.example.org/mug.jpg"),
                "initialStock", 12));

        var made = admin.post("/api/products", body);

        assertThat(made.status()).isEqualTo(201);
        var id = made.text("id");
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(made.header("Location")).isEqualTo("/api/products/" + id);
        assertThat(made.header("ETag")).isEqualTo("\"1-0\"");
        body.forEach((field, value) -> assertThat(made.body().get(field))
                .as(field)
                .isEqualTo(JsonMapper.shared().valueToTree(value)));
        assertThat(made.number("version")).isEqualTo(1);
        assertThat(made.body().get("availability").toString()).isEqualTo("{\"available\":0,\"inStock\":false}");
        assertThat(made.text("createdAt"))
                .isEqualTo(made.text("updatedAt"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        var shown = anybody.get("/api/products/" + id);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo(made.body());
        assertThat(anybody.get("/api/products/" + id + "/").status()).isEqualTo(200);
    }

    @Test
    void whatAdministratorsChangeIsOnRecord() {
        var made = make(Map.of());
        var path = "/api/products/" + made.text("id");

        admin.patch(path, Map.of("name", "Another mug"));
        assertThat(admin.with("If-Match", "\"99\"")
                        .patch(path, Map.of("name", "Mug"))
                        .status())
                .isEqualTo(412);
        assertThat(admin.post("/api/products", product(Map.of("sku", made.text("sku"))))
                        .status())
                .isEqualTo(409);
        admin.delete(path);

        var record = anybody.as(TestTokens.service("notification-service", "product-service"))
                .get("/internal/audit?object=product:" + made.text("id"))
                .body()
                .get("items");
        assertThat(record)
                .extracting(entry -> entry.get("action").stringValue() + " "
                        + entry.get("outcome").stringValue())
                .containsExactly("product.archived DONE", "product.changed DONE", "product.created DONE");
        assertThat(record.get(0).get("actor").stringValue()).isEqualTo(new UUID(7, 2).toString());
    }

    @Test
    void letsOnlyAdministratorsWrite() {
        var path = "/api/products/" + make(Map.of()).text("id");

        assertThat(anybody.post("/api/products", product(Map.of())).status()).isEqualTo(401);
        assertThat(customer.post("/api/products", product(Map.of())).status()).isEqualTo(403);
        assertThat(customer.patch(path, Map.of("name", "Mine now")).status()).isEqualTo(403);
        assertThat(customer.put(path, product(Map.of())).status()).isEqualTo(403);
        assertThat(customer.delete(path).status()).isEqualTo(403);
        assertThat(anybody.as(TestTokens.tampered(new UUID(7, 3))).delete(path).status())
                .isEqualTo(401);
        assertThat(anybody.get(path).number("version")).isEqualTo(1);
    }

    @Test
    void givesASkuToOneProductOnly() {
        var sku = newSku();

        var answers = Parallel.times(20, () -> admin.post("/api/products", product(Map.of("sku", sku))));

        assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                .isEqualTo(Map.of(201, 1L, 409, 19L));
        assertThat(answers.stream().filter(answer -> answer.status() == 409))
                .allSatisfy(answer -> assertThat(answer.text("code")).isEqualTo("sku_taken"));
        assertThat(stored(sku)).isEqualTo(1);
    }

    @Test
    void makesOneProductPerIdempotencyKey() {
        var body = product(Map.of());
        var retrying = admin.with("Idempotency-Key", "key-" + newSku());

        var first = retrying.post("/api/products", body);
        var again = retrying.post("/api/products", body);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).as(again.body().toString()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(retrying.post("/api/products", product(Map.of())).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void refusesBadInputAndNamesTheField(String field, Map<String, ?> change) {
        var sku = newSku();
        var body = product(Map.of("sku", sku));
        body.putAll(change);

        var answer = admin.post("/api/products", body);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.wrongFields()).as(answer.body().toString()).contains(field);
        assertThat(stored(sku)).isZero();
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                bad("sku", null),
                bad("sku", ""),
                bad("sku", "with space"),
                bad("sku", "-dash-first"),
                bad("sku", "x".repeat(65)),
                bad("name", null),
                bad("name", "  "),
                bad("name", "two\nlines"),
                bad("name", "nul\u0000"),
                bad("name", "x".repeat(201)),
                bad("description", "x".repeat(5001)),
                bad("description", "nul\u0000"),
                bad("price", null),
                badPrice("price.amountMinor", -1, "EUR"),
                badPrice("price.amountMinor", 1_000_000_000_001L, "EUR"),
                badPrice("price.amountMinor", null, "EUR"),
                badPrice("price.currency", 1, "EURO"),
                badPrice("price.currency", 1, "XXX"),
                badPrice("price.currency", 1, "eur"),
                badPrice("price.currency", 1, null),
                bad("categories[0]", List.of("Upper Case")),
                bad("categories", List.of("a", "a")),
                bad("categories", IntStream.range(0, 21).mapToObj(i -> "c" + i).toList()),
                bad("attributes", Map.of("$where", "1")),
                bad("attributes", Map.of("a.b", "1")),
                bad("attributes", Map.of("deep", Map.of("deeper", Map.of("deepest", Map.of("down", 1))))),
                bad("attributes", Map.of("long", "x".repeat(1001))),
                bad("attributes", Map.of("many", IntStream.range(0, 101).boxed().toList())),
                bad("attributes", named(101, Map.of())),
                bad("attributes", named(50_000, Map.of())),
                bad("attributes", named(101, List.of())),
                bad("attributes", Map.of("many", Collections.nCopies(101, List.of()))),
                bad("attributes", Map.of("many", named(101, Map.of()))),
                bad("images[0]", List.of("javascript:alert(1)")),
                bad("images[0]", List.of("/relative.jpg")),
                bad("images[0]", List.of("ftp://example.org/a.jpg")),
                bad("images[0]", List.of("https://user:secret@example.org/a.jpg")),
                bad("initialStock", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"},\"prize\":1}",
                "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amountMinor\":1.5,\"currency\":\"EUR\"}}",
                "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amountMinor\":1e309,\"currency\":\"EUR\"}}",
                "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amountMinor\":\"1 OR 1\",\"currency\":\"EUR\"}}",
                "{\"sku\":{\"$gt\":\"\"},\"name\":\"A\",\"price\":{\"amountMinor\":1,\"currency\":\"EUR\"}}",
            })
    void refusesWhatIsNoProductAtAll(String body) {
        var answer = admin.post("/api/products", body);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.text("code")).isNotEmpty();
        assertThat(answer.body().toString()).doesNotContain("Exception", "shop.product", "tools.jackson");
    }

    // Changing products

    @Test
    void patchesWhatIsNamedAndKeepsTheRest() {
        var made = make(Map.of("description", "old", "attributes", Map.of("colour", "blue", "size", 3)));
        var patch = new HashMap<String, @Nullable Object>();
        patch.put("description", null);
        patch.put("price", Map.of("amountMinor", 999));
        patch.put("attributes", json("{\"size\":null,\"weight\":1.5}"));

        var patched = admin.with("Content-Type", "application/merge-patch+json")
                .patch("/api/products/" + made.text("id"), patch);

        assertThat(patched.status()).as(patched.body().toString()).isEqualTo(200);
        assertThat(patched.body().has("description")).isFalse();
        assertThat(patched.body().get("price").toString()).isEqualTo("{\"amountMinor\":999,\"currency\":\"EUR\"}");
        assertThat(patched.body().get("attributes").toString()).isEqualTo("{\"colour\":\"blue\",\"weight\":1.5}");
        assertThat(patched.text("name")).isEqualTo(made.text("name"));
        assertThat(patched.number("version")).isEqualTo(2);
        assertThat(patched.header("ETag")).isEqualTo("\"2-0\"");
        assertThat(anybody.get("/api/products/" + made.text("id")).body()).isEqualTo(patched.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":null}",
                "{\"name\":\"\"}",
                "{\"nmae\":\"typo\"}",
                "{\"id\":\"019aa5f0-7a00-7000-8000-000000000002\"}",
                "{\"version\":9}",
                "{\"price\":{\"amountMinor\":-1}}",
                "{\"price\":{\"amount\":1}}",
                "{\"price\":5}",
                "{\"initialStock\":7}",
                "{\"initialStock\":null}",
                "[]",
            })
    void refusesABadPatchAndChangesNothing(String patch) {
        var made = make(Map.of("initialStock", 3));

        var answer = admin.patch("/api/products/" + made.text("id"), patch);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(anybody.get("/api/products/" + made.text("id")).body()).isEqualTo(made.body());
    }

    @Test
    void replacesAWholeProduct() {
        var made = make(Map.of("description", "old", "categories", List.of("gone"), "initialStock", 3));
        var next = product(Map.of("sku", made.text("sku"), "name", "New"));

        var replaced = admin.put("/api/products/" + made.text("id"), next);

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.text("name")).isEqualTo("New");
        assertThat(replaced.body().has("description")).isFalse();
        assertThat(replaced.body().get("categories")).isEmpty();
        assertThat(replaced.number("initialStock")).isEqualTo(3);
        assertThat(replaced.number("version")).isEqualTo(2);
    }

    @Test
    void changesNothingAndTellsNothingWhenTheContentIsTheSame() {
        var made = make(Map.of("attributes", Map.of("care", Map.of("dishwasher", true), "tags", List.of(1, 2.5, "x"))));
        var path = "/api/products/" + made.text("id");

        var same = admin.patch(path, Map.of("name", made.text("name")));

        assertThat(same.number("version")).isEqualTo(1);
        admin.patch(path, Map.of("name", "Changed after all"));
        published(made.text("id"), 2);
        assertThat(versionsTold(made.text("id"))).containsExactly(1L, 2L);
    }

    @Test
    void refusesTheSkuOfAnotherProduct() {
        var first = make(Map.of());
        var second = make(Map.of());

        var answer = admin.patch("/api/products/" + second.text("id"), Map.of("sku", first.text("sku")));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("sku_taken");
        assertThat(anybody.get("/api/products/" + second.text("id")).body()).isEqualTo(second.body());
    }

    @Test
    void overwritesOnlyTheVersionThatTheCallerSaw() {
        var made = make(Map.of());
        var path = "/api/products/" + made.text("id");
        var careful = admin.with("If-Match", made.header("ETag"));

        assertThat(careful.patch(path, Map.of("name", "First")).status()).isEqualTo(200);

        assertThat(careful.patch(path, Map.of("name", "Second")).status()).isEqualTo(412);
        assertThat(careful.put(path, product(Map.of())).status()).isEqualTo(412);
        assertThat(careful.delete(path).status()).isEqualTo(412);
        assertThat(admin.with("If-Match", "nonsense").delete(path).status()).isEqualTo(400);
        assertThat(anybody.get(path).text("name")).isEqualTo("First");
        assertThat(admin.with("If-Match", "*").delete(path).status()).isEqualTo(204);
    }

    @Test
    void letsOneOfManyEditsOfOneVersionWin() {
        var made = make(Map.of());
        var careful = admin.with("If-Match", made.header("ETag"));

        var answers =
                Parallel.times(10, () -> careful.patch("/api/products/" + made.text("id"), Map.of("name", newSku())));

        assertThat(answers.stream().collect(groupingBy(Answer::status, counting())))
                .isEqualTo(Map.of(200, 1L, 412, 9L));
    }

    @Test
    void losesNoneOfManyEditsOfDifferentFields() {
        var made = make(Map.of());
        var path = "/api/products/" + made.text("id");
        var number = new AtomicInteger();

        var answers = Parallel.times(
                8, () -> admin.patch(path, Map.of("attributes", Map.of("a" + number.incrementAndGet(), 1))));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        var product = anybody.get(path);
        assertThat(product.body().get("attributes").size()).isEqualTo(8);
        assertThat(product.number("version")).isEqualTo(9);
        published(made.text("id"), 9);
        assertThat(versionsTold(made.text("id"))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void hidesAnArchivedProductAndKeepsItsSku() {
        var category = "archive-" + RUN;
        var made = make(Map.of("categories", List.of(category)));
        var path = "/api/products/" + made.text("id");

        assertThat(admin.delete(path).status()).isEqualTo(204);

        assertThat(admin.delete(path).status()).as("a repeat").isEqualTo(204);
        assertThat(anybody.get(path).status()).isEqualTo(404);
        assertThat(admin.get(path).text("code")).isEqualTo("product_not_found");
        assertThat(admin.patch(path, Map.of("name", "Back?")).status()).isEqualTo(404);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(anybody.get("/api/products?category=" + category)
                                .number("totalItems"))
                        .isZero());
        assertThat(admin.post("/api/products", product(Map.of("sku", made.text("sku"))))
                        .status())
                .isEqualTo(409);
        var published = published(made.text("id"), 2);
        assertThat(published.at("/data/archived").booleanValue()).isTrue();
        assertThat(published.at("/data/sku").stringValue()).isEqualTo(made.text("sku"));
        assertThat(versionsTold(made.text("id"))).containsExactly(1L, 2L);
    }

    @Test
    void anArchivedProductComesBackAsItWas() {
        var category = "restore-" + RUN;
        var made = make(Map.of("categories", List.of(category)));
        var path = "/api/products/" + made.text("id");
        admin.delete(path);

        assertThat(customer.post(path + "/restore", Map.of()).status()).isEqualTo(403);
        assertThat(anybody.get(path).status()).isEqualTo(404);
        assertThat(admin.with("If-Match", "\"1\"")
                        .post(path + "/restore", Map.of())
                        .status())
                .isEqualTo(412);
        var restored = admin.post(path + "/restore", Map.of());
        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.number("version")).isEqualTo(3);
        assertThat(admin.post(path + "/restore", Map.of()).number("version"))
                .as("a repeat")
                .isEqualTo(3);

        assertThat(anybody.get(path).text("sku")).isEqualTo(made.text("sku"));
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(anybody.get("/api/products?category=" + category)
                                .number("totalItems"))
                        .isEqualTo(1));
        assertThat(published(made.text("id"), 3).at("/data/archived").booleanValue())
                .isFalse();
        assertThat(admin.post("/api/products/" + UUID.randomUUID() + "/restore", Map.of())
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PATCH", "PUT", "DELETE"})
    void saysThatAnUnknownProductIsUnknown(String method) {
        var body = switch (method) {
            case "PATCH" -> "{}";
            case "PUT" -> product(Map.of());
            default -> null;
        };

        var answer = admin.send(method, "/api/products/019aa5f0-7a00-7000-8000-00000000dead", body);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("product_not_found");
    }

    @Test
    void refusesAnIdThatIsNone() {
        assertThat(anybody.get("/api/products/not-an-id").status()).isBetween(400, 404);
    }

    // Speaking with the fleet

    @Test
    void tellsTheWholeProductOncePerChange() {
        var made = make(Map.of("description", "Stoneware", "initialStock", 5, "attributes", Map.of("volumeMl", 300)));
        var id = made.text("id");
        admin.patch("/api/products/" + id, Map.of("name", "Renamed"));

        var first = published(id, 1);
        var second = published(id, 2);

        Contracts.assertValid("product_updated", first);
        Contracts.assertSameFields("product_updated", "product.updated.v1", first.get("data"));
        assertThat(first.at("/data/initialStock").longValue()).isEqualTo(5);
        assertThat(first.at("/data/name").stringValue()).isEqualTo(made.text("name"));
        Contracts.assertValid("product_updated", second);
        assertThat(second.at("/data/name").stringValue()).isEqualTo("Renamed");
        assertThat(second.at("/data/attributes/volumeMl").intValue()).isEqualTo(300);
        assertThat(versionsTold(id)).containsExactly(1L, 2L);
        assertThat(KafkaProbe.records("product_updated"))
                .filteredOn(message -> message.key().equals(id))
                .hasSize(2);
    }

    @Test
    void keepsNoEventBehindOnceKafkaHasIt() {
        var made = make(Map.of());
        published(made.text("id"), 1);

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(document(made.text("id")).getList("pendingEvents", Object.class))
                        .isEmpty());
    }

    @Test
    void showsTheStockThatInventoryTellsOf() {
        var made = make(Map.of("categories", List.of("stock-" + RUN)));
        var id = made.text("id");
        var path = "/api/products/" + id;
        KafkaProbe.send("stock_changed", stock(id, 7, 98));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(anybody.get(path).number("availability/available"))
                        .isEqualTo(98));
        var shown = anybody.get(path);
        assertThat(shown.body().at("/availability/inStock").booleanValue()).isTrue();
        assertThat(shown.number("version")).isEqualTo(1);
        assertThat(shown.header("ETag")).isEqualTo("\"1-7\"").isNotEqualTo(made.header("ETag"));
        assertThat(anybody.with("If-None-Match", shown.header("ETag")).get(path).status())
                .isEqualTo(304);
        assertThat(anybody.with("If-None-Match", made.header("ETag")).get(path).status())
                .isEqualTo(200);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(ids(anybody.get("/api/products?inStock=true&category=stock-" + RUN)))
                        .containsExactly(id));
        assertThat(ids(anybody.get("/api/products?inStock=false&category=stock-" + RUN)))
                .isEmpty();
        assertThat(admin.with("If-Match", made.header("ETag"))
                        .patch(path, Map.of("name", "Edited"))
                        .status())
                .as("a sale between reading and editing does not make the edit stale")
                .isEqualTo(200);
        assertThat(anybody.get(path).number("availability/available")).isEqualTo(98);
    }

    @Test
    void ignoresNewsOfTheStockThatAreOldOrComeTwice() {
        var made = make(Map.of());
        var probe = make(Map.of());
        var id = made.text("id");
        KafkaProbe.send("stock_changed", stock(id, 3, 30));
        KafkaProbe.send("stock_changed", stock(id, 2, 20));
        KafkaProbe.send("stock_changed", stock(id, 3, 30));
        KafkaProbe.send("stock_changed", stock(id, 4, 0));
        KafkaProbe.send("stock_changed", stock(id, 1, 10));
        KafkaProbe.send("stock_changed", stock(UUID.randomUUID().toString(), 1, 10));
        // The last word on this key comes after all of the above, since a key has one partition.
        KafkaProbe.sendRaw("stock_changed", id, stock(probe.text("id"), 1, 11).toString());

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(
                                anybody.get("/api/products/" + probe.text("id")).number("availability/available"))
                        .isEqualTo(11));
        assertThat(anybody.get("/api/products/" + id).header("ETag")).isEqualTo("\"1-4\"");
        assertThat(anybody.get("/api/products/" + id).number("availability/available"))
                .isZero();
    }

    @Test
    void sendsUnreadableNewsToTheDeadLettersAndGoesOn() {
        var made = make(Map.of());
        var id = made.text("id");
        KafkaProbe.sendRaw("stock_changed", id, "{\"no\":\"envelope\"}");
        var wrong = stock(id, 1, 5);
        ((ObjectNode) wrong.get("data")).put("available", "many");
        KafkaProbe.send("stock_changed", wrong);
        KafkaProbe.send("stock_changed", stock(id, 2, 6));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(anybody.get("/api/products/" + id).number("availability/available"))
                                .isEqualTo(6));
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(KafkaProbe.records("stock_changed-dlt"))
                        .filteredOn(letter -> id.equals(letter.key()))
                        .hasSize(2));
    }

    @Test
    void tellsOtherServicesOfAProductAndNobodyElse() {
        var made = make(Map.of());
        var path = "/internal/products/" + made.text("id");
        var orders = anybody.as(TestTokens.service("order-service", "product-service"));

        var published = orders.get(path);

        assertThat(published.status()).isEqualTo(200);
        assertThat(published.body().propertyNames())
                .containsExactlyInAnyOrder("productId", "sku", "name", "price", "archived", "version");
        assertThat(published.text("productId")).isEqualTo(made.text("id"));
        assertThat(published.number("price/amountMinor")).isEqualTo(made.number("price/amountMinor"));
        assertThat(admin.get(path).status()).isIn(401, 403);
        assertThat(anybody.get(path).status()).isEqualTo(401);
        assertThat(anybody.as(TestTokens.service("order-service", "cart-service"))
                        .get(path)
                        .status())
                .isEqualTo(401);
        assertThat(orders.get("/internal/products/019aa5f0-7a00-7000-8000-00000000dead")
                        .status())
                .isEqualTo(404);
        admin.delete("/api/products/" + made.text("id"));
        assertThat(orders.get(path).body().get("archived").booleanValue()).isTrue();
    }

    @Test
    void documentsAPatchAsAProduct() {
        var docs = anybody.get("/v3/api-docs").body();

        var schemas = docs.at("/paths/~1api~1products~1{id}/patch/requestBody/content")
                .findValuesAsString("$ref");
        assertThat(schemas).isNotEmpty().allSatisfy(schema -> assertThat(schema).endsWith("/ProductRequest"));
        assertThat(docs.get("paths").propertyNames()).noneMatch(path -> path.startsWith("/internal"));
    }

    // Samples

    private static Map<String, Object> product(Map<String, ?> more) {
        var body = new HashMap<String, Object>();
        body.put("sku", newSku());
        body.put("name", "Blue mug");
        body.put("price", Map.of("amountMinor", 1250, "currency", "EUR"));
        body.putAll(more);
        return body;
    }

    private Answer make(Map<String, ?> more) {
        var made = admin.post("/api/products", product(more));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        return made;
    }

    private static String newSku() {
        return "S-" + RUN + "-" + COUNTER.incrementAndGet();
    }

    private static Map<String, Object> named(int names, Object value) {
        return IntStream.range(0, names).boxed().collect(toMap(number -> "a" + number, _ -> value));
    }

    private static Arguments bad(String field, @Nullable Object value) {
        var change = new HashMap<String, @Nullable Object>();
        change.put(field.replaceAll("\\[.*", ""), value);
        return Arguments.of(field, change);
    }

    private static Arguments badPrice(String field, @Nullable Object amount, @Nullable Object currency) {
        var price = new HashMap<String, @Nullable Object>();
        price.put("amountMinor", amount);
        price.put("currency", currency);
        return Arguments.of(field, Map.of("price", price));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    /** What inventory-service would publish. */
    private static JsonNode stock(String productId, long version, long available) {
        var event = Contracts.example("stock_changed", "stock.changed.v1");
        event.put("id", UUID.randomUUID().toString());
        event.put("time", Instant.now().toString());
        event.put("subject", productId);
        event.put("aggregateversion", version);
        var data = (ObjectNode) event.get("data");
        data.put("productId", productId);
        data.put("available", available);
        data.put("onHand", available + data.get("held").longValue());
        return event;
    }

    private JsonNode published(String productId, long version) {
        return KafkaProbe.await(
                "product_updated",
                event -> event.get("subject").stringValue().equals(productId)
                        && event.get("aggregateversion").longValue() == version);
    }

    private static List<Long> versionsTold(String productId) {
        return KafkaProbe.eventsAbout("product_updated", productId).stream()
                .map(event -> event.get("aggregateversion").longValue())
                .toList();
    }

    private static List<String> ids(Answer page) {
        return Pages.field(page, "id");
    }

    private long stored(String sku) {
        return mongo.count(Query.query(where("sku").is(sku)), "products");
    }

    private Document document(String id) {
        return Objects.requireNonNull(mongo.findById(UUID.fromString(id), Document.class, "products"));
    }
}
