package shop.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.client.RestClient;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The whole service, from the events it hears to the events it tells. */
@FleetTest
@TestPropertySource(
        properties = {
            "inventory.sweep-every=200ms",
            // A race is tried here, not how long somebody waits for one of ten connections on a busy machine.
            "spring.datasource.hikari.connection-timeout=30000"
        })
class InventoryServiceTest {

    static final UUID ADMIN = UUID.randomUUID();

    @LocalServerPort
    int port;

    @Test
    void aProductsStockIsHeldSoldAndReturned() {
        var product = newProduct(100);
        var order = UUID.randomUUID();

        var held = hold(order, product, 2);
        assertThat(held.getStatusCode().value()).isEqualTo(201);
        assertThat(body(held).get("lines").get(0).get("quantity").longValue()).isEqualTo(2);
        assertThat(available(product)).isEqualTo(98);

        tell(order, "CONFIRMED", 2);
        awaitStock(product, 98, 0);
        tell(order, "CANCELLED", 3);
        awaitStock(product, 100, 0);

        var told = KafkaProbe.await(
                "stock_changed",
                event -> event.get("subject").stringValue().equals(product.toString())
                        && event.get("aggregateversion").longValue() == 4);
        Contracts.assertValid("stock_changed", told);
        Contracts.assertSameFields("stock_changed", "stock.changed.v1", told.get("data"));
        assertThat(told.get("data").get("available").longValue()).isEqualTo(100);
        assertThat(KafkaProbe.eventsAbout("stock_changed", product.toString()))
                .extracting(event -> event.get("aggregateversion").longValue())
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void oneEventDeliveredTwiceCountsOnce() {
        var product = newProduct(10);
        var order = UUID.randomUUID();
        hold(order, product, 4);
        var confirmed = orderStatus(order, "CONFIRMED", 2);

        KafkaProbe.send("order_status", confirmed);
        KafkaProbe.send("order_status", confirmed);
        // The same partition is read in order: once this one is done, the repeat was read too.
        tell(order, "CANCELLED", 3);

        awaitStock(product, 10, 0);
        assertThat(movements(product)).containsExactly("RETURNED", "SOLD", "HELD", "INITIAL");
    }

    @Test
    void aHoldNamesEveryShortLineAndHoldsNothing() {
        var product = newProduct(1);
        var unknown = UUID.randomUUID();

        var refused = hold(
                UUID.randomUUID(),
                List.of(
                        Map.of("productId", product, "sku", "SKU", "quantity", 2),
                        Map.of("productId", unknown, "sku", "GONE", "quantity", 1)));

        assertThat(refused.getStatusCode().value()).isEqualTo(409);
        assertThat(body(refused).get("code").stringValue()).isEqualTo("insufficient_stock");
        assertThat(body(refused).get("shortages"))
                .extracting(
                        shortage -> shortage.get("productId").stringValue(),
                        shortage -> shortage.get("requested").longValue(),
                        shortage -> shortage.get("available").longValue())
                .containsExactlyInAnyOrder(
                        Tuple.tuple(product.toString(), 2L, 1L), Tuple.tuple(unknown.toString(), 1L, 0L));
        assertThat(available(product)).isEqualTo(1);
    }

    @Test
    void aRepeatedHoldGetsTheFirstAnswerAndAReleaseMayBeRepeatedToo() {
        var product = newProduct(10);
        var order = UUID.randomUUID();

        var first = hold(order, product, 3);
        var repeat = hold(order, product, 3);
        assertThat(repeat.getStatusCode().value()).isEqualTo(201);
        assertThat(repeat.getBody()).isEqualTo(first.getBody());
        assertThat(available(product)).isEqualTo(7);

        for (var time = 0; time < 2; time++) {
            var released = call(HttpMethod.DELETE, "/internal/holds/" + order, service(), null);
            assertThat(released.getStatusCode().value()).isEqualTo(204);
        }
        assertThat(available(product)).isEqualTo(10);
    }

    @Test
    void theTimerGivesBackWhatNobodyEnds() {
        var product = newProduct(10);

        hold(
                UUID.randomUUID(),
                Instant.now().minus(3, ChronoUnit.MINUTES),
                List.of(Map.of("productId", product, "sku", "SKU", "quantity", 3)));

        awaitStock(product, 10, 0);
        assertThat(movements(product)).containsExactly("RELEASED", "HELD", "INITIAL");
    }

    @Test
    void onlyAdminsSeeAndChangeWhatIsOnHand() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;

        assertThat(body(call(HttpMethod.GET, path, null, null)).propertyNames())
                .containsExactlyInAnyOrder("productId", "sku", "available");
        assertThat(body(call(HttpMethod.GET, path, admin(), null)).propertyNames())
                .containsExactlyInAnyOrder("productId", "sku", "available", "onHand", "held", "version");
        var change = Map.of("delta", 1, "reason", "found one");
        assertThat(status(HttpMethod.PATCH, path, null, change)).isEqualTo(401);
        assertThat(status(HttpMethod.PATCH, path, user(), change)).isEqualTo(403);
        assertThat(status(HttpMethod.GET, "/api/inventory", user(), null)).isEqualTo(403);
        assertThat(status(HttpMethod.GET, path + "/movements", user(), null)).isEqualTo(403);
        assertThat(status(HttpMethod.DELETE, "/internal/holds/" + UUID.randomUUID(), admin(), null))
                .isIn(401, 403);
        assertThat(status(HttpMethod.PATCH, path, service(), change)).isIn(401, 403);
        assertThat(available(product)).isEqualTo(10);
    }

    @Test
    void anAdminAdjustsAndCounts() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        hold(UUID.randomUUID(), product, 4);

        var more = call(HttpMethod.PATCH, path, admin(), Map.of("delta", 5, "reason", "delivery"));
        assertThat(body(more).get("onHand").longValue()).isEqualTo(15);
        assertThat(more.getHeaders().getETag()).isEqualTo("\"3\"");

        var below = call(HttpMethod.PATCH, path, admin(), Map.of("onHand", 3));
        assertThat(below.getStatusCode().value()).isEqualTo(409);
        assertThat(body(below).get("code").stringValue()).isEqualTo("insufficient_stock");

        var counted = call(HttpMethod.PATCH, path, admin(), Map.of("onHand", 4));
        assertThat(body(counted).get("available").longValue()).isZero();

        assertThat(status(HttpMethod.PATCH, path, admin(), Map.of("delta", 1))).isEqualTo(400);
        assertThat(status(HttpMethod.PATCH, path, admin(), Map.of("delta", 1, "onHand", 1, "reason", "x")))
                .isEqualTo(400);
        assertThat(status(HttpMethod.PATCH, path, admin(), Map.of("onhand", 1))).isEqualTo(400);
        assertThat(status(
                        HttpMethod.PATCH,
                        "/api/inventory/" + UUID.randomUUID(),
                        admin(),
                        Map.of("delta", 1, "reason", "x")))
                .isEqualTo(404);
    }

    @Test
    void aStaleIfMatchChangesNothing() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        var change = Map.of("delta", 5, "reason", "delivery");

        var stale = exchange(HttpMethod.PATCH, path, admin(), change, Map.of(HttpHeaders.IF_MATCH, "\"9\""));
        assertThat(stale.getStatusCode().value()).isEqualTo(412);

        var current = exchange(HttpMethod.PATCH, path, admin(), change, Map.of(HttpHeaders.IF_MATCH, "\"1\""));
        assertThat(current.getStatusCode().value()).isEqualTo(200);
        assertThat(available(product)).isEqualTo(15);
    }

    @Test
    void aRepeatWithTheSameKeyCountsOnce() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        var change = Map.of("delta", 5, "reason", "delivery");
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());

        var first = exchange(HttpMethod.PATCH, path, admin(), change, key);
        var repeat = exchange(HttpMethod.PATCH, path, admin(), change, key);

        assertThat(repeat.getBody()).isEqualTo(first.getBody());
        assertThat(repeat.getHeaders().getFirst("Idempotent-Replayed")).isEqualTo("true");
        assertThat(available(product)).isEqualTo(15);
    }

    @Test
    void listsWhatIsRunningLow() {
        var low = newProduct(3);
        var enough = newProduct(500);

        var page = body(call(HttpMethod.GET, "/api/inventory?lowStock=true&size=100&sort=available", admin(), null));

        var ids = page.get("items")
                .valueStream()
                .map(item -> item.get("productId").stringValue())
                .toList();
        assertThat(ids).contains(low.toString()).doesNotContain(enough.toString());
        assertThat(status(HttpMethod.GET, "/api/inventory?sort=version", admin(), null))
                .isEqualTo(400);
    }

    private UUID newProduct(long initialStock) {
        var product = UUID.randomUUID();
        var event = envelope(Contracts.example("product_updated", "product.updated.v1"), product, 1);
        ((ObjectNode) event.get("data"))
                .put("productId", product.toString())
                .put("sku", "SKU-" + product)
                .put("initialStock", initialStock);
        KafkaProbe.send("product_updated", event);
        awaitStock(product, initialStock, 0);
        return product;
    }

    private static void tell(UUID order, String status, long version) {
        KafkaProbe.send("order_status", orderStatus(order, status, version));
    }

    private static ObjectNode orderStatus(UUID order, String status, long version) {
        var event = envelope(Contracts.example("order_status", "order.status.v1"), order, version);
        ((ObjectNode) event.get("data")).put("orderId", order.toString()).put("status", status);
        return event;
    }

    private static ObjectNode envelope(ObjectNode example, UUID subject, long version) {
        return example.put("id", UUID.randomUUID().toString())
                .put("subject", subject.toString())
                .put("aggregateversion", version);
    }

    private void awaitStock(UUID product, long onHand, long held) {
        Awaitility.await().atMost(KafkaProbe.PATIENCE).untilAsserted(() -> {
            var stock = body(call(HttpMethod.GET, "/api/inventory/" + product, admin(), null));
            assertThat(stock.path("onHand").longValue(-1)).isEqualTo(onHand);
            assertThat(stock.path("held").longValue(-1)).isEqualTo(held);
        });
    }

    private long available(UUID product) {
        return body(call(HttpMethod.GET, "/api/inventory/" + product, null, null))
                .get("available")
                .longValue();
    }

    private List<String> movements(UUID product) {
        return body(call(HttpMethod.GET, "/api/inventory/" + product + "/movements", admin(), null))
                .get("items")
                .valueStream()
                .map(movement -> movement.get("kind").stringValue())
                .toList();
    }

    private ResponseEntity<String> hold(UUID order, UUID product, long quantity) {
        return hold(order, List.of(Map.of("productId", product, "sku", "SKU", "quantity", quantity)));
    }

    private ResponseEntity<String> hold(UUID order, List<?> lines) {
        return hold(order, Instant.parse("2100-01-01T00:00:00Z"), lines);
    }

    private ResponseEntity<String> hold(UUID order, Instant expiresAt, List<?> lines) {
        return call(
                HttpMethod.POST,
                "/internal/holds",
                service(),
                Map.of("orderId", order, "expiresAt", expiresAt.toString(), "lines", lines));
    }

    private int status(HttpMethod method, String path, @Nullable String token, @Nullable Object body) {
        return call(method, path, token, body).getStatusCode().value();
    }

    private ResponseEntity<String> call(HttpMethod method, String path, @Nullable String token, @Nullable Object body) {
        return exchange(method, path, token, body, Map.of());
    }

    private ResponseEntity<String> exchange(
            HttpMethod method,
            String path,
            @Nullable String token,
            @Nullable Object body,
            Map<String, String> headers) {
        var request =
                RestClient.create("http://127.0.0.1:" + port).method(method).uri(path);
        headers.forEach(request::header);
        if (token != null) {
            request.header(HttpHeaders.AUTHORIZATION, token);
        }
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request.retrieve().onStatus(status -> true, (sent, answer) -> {}).toEntity(String.class);
    }

    private static JsonNode body(ResponseEntity<String> answer) {
        return JsonMapper.shared().readTree(answer.getBody());
    }

    private static String admin() {
        return TestTokens.admin(ADMIN);
    }

    private static String user() {
        return TestTokens.user(UUID.randomUUID());
    }

    private static String service() {
        return TestTokens.service("order-service", "inventory-service");
    }
}
