package shop.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From the orders' events to what is recommended. */
@FleetTest
class RecommendationServiceTest {

    private static final String RUN = Long.toHexString(System.nanoTime());
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Api anybody;
    private final Api admin;

    @Autowired
    RecommendationServiceTest(@LocalServerPort int port) {
        this.anybody = new Api(port);
        this.admin = anybody.as(TestTokens.admin(new UUID(7, 2)));
    }

    @Test
    void recommendsWhatIsBoughtTogetherWithTheReason() {
        var mug = product("Mug");
        var pot = product("Pot");
        place(UUID.randomUUID(), mug, pot);
        place(UUID.randomUUID(), pot, mug);

        awaitFirst("/api/products/" + mug + "/recommendations", pot, 2);

        var found = anybody.get("/api/products/" + mug + "/recommendations");
        var first = found.body().at("/items/0");
        assertThat(first.at("/product"))
                .isEqualTo(anybody.get("/api/products/" + pot).body());
        assertThat(first.at("/reason").toString())
                .isEqualTo("{\"code\":\"bought_together\",\"text\":\"bought with Mug in 2 orders\",\"productId\":\""
                        + mug + "\",\"orders\":2}");
        assertThat(ids(found)).doesNotContain(mug).doesNotHaveDuplicates();
    }

    @Test
    void anOrderThatIsCancelledIsTakenBack() {
        var mug = product("Mug");
        var pot = product("Pot");
        var order = place(UUID.randomUUID(), mug, pot);
        place(UUID.randomUUID(), mug, pot);
        awaitFirst("/api/products/" + mug + "/recommendations", pot, 2);

        KafkaProbe.send(
                "order_status",
                event("order_status", "order.status.v1", order, UUID.randomUUID(), 2, mug, pot, "CANCELLED"));

        awaitFirst("/api/products/" + mug + "/recommendations", pot, 1);
    }

    @Test
    void whatCannotBeBoughtIsNotRecommended() {
        var mug = product("Mug");
        var archived = product("Pot");
        var soldOut = product("Tray");
        var left = product("Spoon");
        for (var other : List.of(archived, soldOut, left)) {
            place(UUID.randomUUID(), mug, other);
            awaitFirstIsAmong("/api/products/" + mug + "/recommendations", other);
        }

        assertThat(admin.delete("/api/products/" + archived).status()).isEqualTo(204);
        KafkaProbe.send("stock_changed", stock(soldOut, 2, 0));

        await().untilAsserted(() -> assertThat(ids(anybody.get("/api/products/" + mug + "/recommendations?size=50")))
                .contains(left)
                .doesNotContain(archived, soldOut));
        assertThat(anybody.get("/api/products/" + archived + "/recommendations").text("code"))
                .isEqualTo("product_not_found");
    }

    @Test
    void aCartGetsWhatGoesWithAllOfIt() {
        var mug = product("Mug");
        var pot = product("Pot");
        var tea = product("Tea");
        place(UUID.randomUUID(), mug, pot, tea);
        awaitFirstIsAmong("/api/products/" + mug + "/recommendations", tea);

        var found = anybody.get("/api/recommendations?productIds=" + mug + "," + pot + "," + UUID.randomUUID());

        assertThat(ids(found)).contains(tea).doesNotContain(mug, pot);
        assertThat(found.header("Cache-Control")).contains("no-store");
    }

    @Test
    void aCustomerGetsWhatGoesWithOwnOrders() {
        var customer = UUID.randomUUID();
        var mug = product("Mug");
        var pot = product("Pot");
        place(customer, mug);
        place(UUID.randomUUID(), mug, pot);
        awaitFirstIsAmong("/api/products/" + mug + "/recommendations", pot);

        await().untilAsserted(() -> assertThat(
                        ids(anybody.as(TestTokens.user(customer)).get("/api/recommendations")))
                .first()
                .isEqualTo(pot));
        assertThat(anybody.get("/api/recommendations")
                        .body()
                        .at("/items/0/reason/code")
                        .stringValue())
                .as("for somebody unknown")
                .isEqualTo("popular");
    }

    @Test
    void aProductWithoutSalesGetsWhatIsSimilar() {
        var category = "c" + RUN + COUNTER.incrementAndGet();
        var fresh = product("Enamel kettle", category);
        var similar = product("Steel kettle", category);
        var other = product("Rug", "x" + category);

        await().untilAsserted(() -> {
            var found = anybody.get("/api/products/" + fresh + "/recommendations?size=1");
            assertThat(ids(found)).containsExactly(similar).doesNotContain(other);
            assertThat(found.body().at("/items/0/reason/text").stringValue()).isEqualTo("similar to Enamel kettle");
        });
    }

    @Test
    void aListGetsThemForEachOfItsProducts() {
        var mug = product("Mug");
        var pot = product("Pot");
        place(UUID.randomUUID(), mug, pot);
        awaitFirstIsAmong("/api/products/" + mug + "/recommendations", pot);

        var found = anybody.get("/api/products/recommendations?ids=" + pot + "," + UUID.randomUUID() + "," + mug);

        assertThat(found.body()
                        .get("items")
                        .valueStream()
                        .map(one -> one.get("productId").stringValue()))
                .containsExactly(pot, mug);
        assertThat(found.body().at("/items/1/recommendations/0/product/id").stringValue())
                .isEqualTo(pot);
    }

    @Test
    void anUnknownProductIsNotFound() {
        assertThat(anybody.get("/api/products/" + UUID.randomUUID() + "/recommendations")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/recommendations?productIds=x",
                "/api/recommendations?size=0",
                "/api/recommendations?size=51",
                "/api/recommendations?cart=1",
                "/api/products/recommendations?ids=x",
                "/api/products/recommendations",
                "/api/products?ids=x",
                "/api/products?ids=019aa5f0-7a00-7000-8000-000000000001,",
                "/api/products?ids=,",
                "/api/recommendations?productIds=,",
                "/api/recommendations?size=5&size=6",
                "/api/products/recommendations?ids=,019aa5f0-7a00-7000-8000-000000000001",
                "/api/products?ids=019aa5f0-7a00-7000-8000-000000000001&q=mug"
            })
    void refusesABadQuestion(String path) {
        assertThat(anybody.get(path).status()).as(path).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/recommendations?productIds=", "/api/products/recommendations?ids=", "/api/products?ids="})
    void refusesMoreThanAHundredProducts(String path) {
        var ids = Stream.generate(() -> UUID.randomUUID().toString()).limit(101).toList();

        assertThat(anybody.get(path + String.join(",", ids.subList(0, 100))).status())
                .isEqualTo(200);
        assertThat(anybody.get(path + String.join(",", ids)).wrongFields()).hasSize(1);
    }

    @Test
    void readsSeveralProductsInTheOrderOfTheirIds() {
        var made = IntStream.range(0, 3).mapToObj(_ -> product("Mug")).toList();
        var archived = product("Mug");
        admin.delete("/api/products/" + archived);
        var asked = List.of(made.get(2), UUID.randomUUID().toString(), made.get(0), archived, made.get(2), made.get(1));

        var found = anybody.get("/api/products?ids=" + String.join(",", asked));

        assertThat(found.body()
                        .get("items")
                        .valueStream()
                        .map(one -> one.get("id").stringValue()))
                .containsExactly(made.get(2), made.get(0), made.get(1));
        assertThat(found.body().at("/items/1"))
                .isEqualTo(anybody.get("/api/products/" + made.get(0)).body());
        assertThat(anybody.get("/api/products?ids=").body().has("facets"))
                .as("nothing given: the list")
                .isTrue();
    }

    /** Put on sale, and in stock. */
    private String product(String name, String... categories) {
        var made = admin.post(
                "/api/products",
                Map.of(
                        "sku",
                        "REC-" + RUN + "-" + COUNTER.incrementAndGet(),
                        "name",
                        name,
                        "categories",
                        List.of(categories),
                        "price",
                        Map.of("amountMinor", 100, "currency", "EUR")));
        assertThat(made.status()).isEqualTo(201);
        KafkaProbe.send("stock_changed", stock(made.text("id"), 1, 5));
        return made.text("id");
    }

    private UUID place(UUID customer, String... products) {
        var order = UUID.randomUUID();
        KafkaProbe.send("order_placed", event("order_placed", "order.placed.v1", order, customer, 1, products));
        return order;
    }

    private static JsonNode event(
            String topic,
            String type,
            UUID order,
            UUID customer,
            long version,
            String first,
            String second,
            String status) {
        var event = event(topic, type, order, customer, version, first, second);
        ((ObjectNode) event.get("data")).put("status", status);
        return event;
    }

    private static JsonNode event(
            String topic, String type, UUID order, UUID customer, long version, String... products) {
        var event = Contracts.example(topic, type);
        event.put("id", UUID.randomUUID().toString());
        event.put("time", Instant.now().toString());
        event.put("subject", order.toString());
        event.put("aggregateversion", version);
        var data = (ObjectNode) event.get("data");
        data.put("orderId", order.toString());
        data.put("userId", customer.toString());
        var line = data.get("items").get(0);
        var items = data.putArray("items");
        for (var product : products) {
            items.add(((ObjectNode) line.deepCopy()).put("productId", product));
        }
        return event;
    }

    private static JsonNode stock(String product, long version, long available) {
        var event = Contracts.example("stock_changed", "stock.changed.v1");
        event.put("id", UUID.randomUUID().toString());
        event.put("time", Instant.now().toString());
        event.put("subject", product);
        event.put("aggregateversion", version);
        var data = (ObjectNode) event.get("data");
        data.put("productId", product);
        data.put("available", available);
        data.put("onHand", available + data.get("held").longValue());
        return event;
    }

    private void awaitFirst(String path, String product, int orders) {
        await().atMost(KafkaProbe.PATIENCE).untilAsserted(() -> {
            var found = anybody.get(path);
            assertThat(ids(found)).first().isEqualTo(product);
            assertThat(found.body().at("/items/0/reason/orders").intValue()).isEqualTo(orders);
        });
    }

    private void awaitFirstIsAmong(String path, String product) {
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(anybody.get(path)
                                .body()
                                .get("items")
                                .valueStream()
                                .filter(one ->
                                        one.at("/reason/code").stringValue().equals("bought_together"))
                                .map(one -> one.at("/product/id").stringValue())
                                .collect(Collectors.toSet()))
                        .contains(product));
    }

    private static List<String> ids(Answer found) {
        assertThat(found.status()).as(found.body().toString()).isEqualTo(200);
        return found.body()
                .get("items")
                .valueStream()
                .map(one -> one.at("/product/id").stringValue())
                .toList();
    }
}
