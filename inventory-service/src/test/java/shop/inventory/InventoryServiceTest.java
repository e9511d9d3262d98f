package shop.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.inventory.support.OrdersDouble;
import shop.test.Api;
import shop.test.ApiDocument;
import shop.test.AuditCoverage;
import shop.test.Contracts;
import shop.test.CutConnection;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.node.ObjectNode;

/** The whole service, from the events it consumes to the events it publishes. */
@FleetTest
@TestPropertySource(
        properties = {
            "inventory.sweep-every=200ms",
            "inventory.hold-grace=2s",
            // A race is tried here, not how long somebody waits for one of ten connections on a busy machine.
            "spring.datasource.hikari.connection-timeout=30000"
        })
class InventoryServiceTest {

    static final UUID ADMIN = UUID.randomUUID();
    static final OrdersDouble ORDERS = new OrdersDouble();
    static final Instant FAR_AWAY = Instant.parse("2100-01-01T00:00:00Z");

    @DynamicPropertySource
    static void neighbours(DynamicPropertyRegistry registry) {
        registry.add("spring.cloud.discovery.client.simple.instances.order-service[0].uri", ORDERS::url);
    }

    @LocalServerPort
    int port;

    Api all;
    Api admin;
    Api orders;

    @BeforeEach
    void introduce() {
        all = new Api(port);
        admin = all.as(TestTokens.admin(ADMIN));
        orders = all.as(TestTokens.service("order-service", "inventory-service"));
    }

    @Test
    void theApiDocumentSaysWhatIsSo() {
        var document = all.get("/v3/api-docs").body();

        ApiDocument.assertSound(document, "shop.inventory", "hold_over", "hold_not_found", "too_busy");
        assertThat(document.at(
                                "/paths/~1api~1inventory/get/responses/200/content/application~1json/example/items/0/sku")
                        .asString())
                .isEqualTo("MUG-BLUE");
    }

    @Test
    void aProductsStockIsHeldSoldAndReturned() {
        var product = newProduct(100);
        var order = UUID.randomUUID();

        var held = hold(order, product, 2);
        assertThat(held.status()).isEqualTo(201);
        assertThat(held.number("lines/0/quantity")).isEqualTo(2);
        assertThat(available(product)).isEqualTo(98);

        publish(order, "CONFIRMED", 2);
        awaitStock(product, 98, 0);
        publish(order, "CANCELLED", 3);
        awaitStock(product, 100, 0);

        var published = KafkaProbe.await(
                "stock_changed",
                event -> event.get("subject").stringValue().equals(product.toString())
                        && event.get("aggregateversion").longValue() == 4);
        Contracts.assertValid("stock_changed", published);
        Contracts.assertSameFields("stock_changed", "stock.changed.v1", published.get("data"));
        assertThat(published.get("data").get("available").longValue()).isEqualTo(100);
        assertThat(KafkaProbe.eventsAbout("stock_changed", product.toString()))
                .extracting(event -> event.get("aggregateversion").longValue())
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseThatGoesAwayMeanwhileIsAnOutageAndChangesNothing(
            CutConnection.Moment moment, @Autowired DataSource database) {
        var product = newProduct(10);
        var change = Map.of("delta", 3, "reason", "restocked");

        try (var _ = new CutConnection(database, moment, "movement", "new.product_id = '%s'".formatted(product))) {
            var refused = admin.patch("/api/inventory/" + product, change);

            assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
            assertThat(refused.text("code")).isEqualTo("store_unavailable");
            assertThat(refused.header("Retry-After")).isNotEmpty();
        }

        assertThat(available(product)).isEqualTo(10);
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
        publish(order, "CANCELLED", 3);

        awaitStock(product, 10, 0);
        assertThat(movements(product)).containsExactly("RETURNED", "SOLD", "HELD", "INITIAL");
    }

    @Test
    void aHoldWhoseOrderIsKnownToExistIsNotGivenBack() {
        var product = newProduct(10);
        var order = UUID.randomUUID();
        var early = UUID.randomUUID();
        hold(order, product, 4);
        hold(early, product, 3);
        assertThat(orders.delete("/internal/holds/" + early).status()).isEqualTo(204);
        awaitStock(product, 10, 4);

        place(order);
        place(early);

        awaitStock(product, 10, 7);
        assertThat(orders.delete("/internal/holds/" + order).status()).isEqualTo(204);
        assertThat(orders.delete("/internal/holds/" + early).status()).isEqualTo(204);
        awaitStock(product, 10, 7);
        publish(order, "CANCELLED", 2);
        publish(early, "CONFIRMED", 2);
        awaitStock(product, 7, 0);
    }

    private static void place(UUID order) {
        var event = envelope(Contracts.example("order_placed", "order.placed.v1"), order, 1);
        ((ObjectNode) event.get("data")).put("orderId", order.toString());
        KafkaProbe.send("order_placed", event);
    }

    @Test
    void aShippedOrderHasItsStockSoldThoughItsConfirmationIsADeadLetter() {
        var product = newProduct(10);
        var order = UUID.randomUUID();
        hold(order, product, 4);

        publish(order, "SHIPPED", 3);
        awaitStock(product, 6, 0);
        publish(order, "CONFIRMED", 2);
        publish(order, "DELIVERED", 4);
        var after = UUID.randomUUID();
        hold(after, product, 1);
        publish(after, "CONFIRMED", 2);

        awaitStock(product, 5, 0);
        assertThat(movements(product)).containsExactly("SOLD", "HELD", "SOLD", "HELD", "INITIAL");
    }

    @Test
    void aRepairSaysWhatItCouldNotDo() {
        var product = newProduct(4);
        var order = UUID.randomUUID();
        var other = UUID.randomUUID();
        hold(order, product, 4);
        assertThat(orders.delete("/internal/holds/" + order).status()).isEqualTo(204);
        hold(other, product, 3);
        publish(order, "CONFIRMED", 2);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> stateOf(order).equals("SHORT"));

        var refused = orders.put("/internal/holds/" + order + "/outcome", Map.of("outcome", "SOLD"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("insufficient_stock");
        assertThat(refused.number("shortages/0/available")).isEqualTo(1);

        assertThat(admin.patch("/api/inventory/" + product, Map.of("delta", 3, "reason", "restocked"))
                        .status())
                .isEqualTo(200);
        assertThat(end(order, "SOLD")).isEqualTo(204);
        assertThat(stateOf(order)).isEqualTo("COMMITTED");
        awaitStock(product, 3, 3);
        assertThat(end(order, "FREED")).isEqualTo(204);
        assertThat(end(order, "SOLD")).as("it was put back").isEqualTo(409);
    }

    private String stateOf(UUID order) {
        return orders.post("/internal/holds/states", Map.of("orderIds", List.of(order)))
                .text("items/0/state");
    }

    @Test
    void aStepOfAnOrderWithoutAHoldIsNoDeadLetter() {
        var product = newProduct(10);
        var unknown = UUID.randomUUID();

        publish(unknown, "CONFIRMED", 2);
        publish(unknown, "CANCELLED", 3);
        var order = UUID.randomUUID();
        hold(order, product, 1);
        publish(order, "CONFIRMED", 2);

        awaitStock(product, 9, 0);
        assertThat(KafkaProbe.records("order_status-dlt"))
                .extracting(ConsumerRecord::key)
                .doesNotContain(unknown.toString());
    }

    @Test
    void badNewsAmongManyBecomeDeadLettersAloneAndTheRestIsHeard() {
        var good = new ArrayList<UUID>();
        var bad = new ArrayList<String>();
        for (var number = 0; number < 300; number++) {
            var product = UUID.randomUUID();
            var event = productUpdated(product, 3);
            switch (number) {
                case 20, 21, 120 -> {
                    ((ObjectNode) event.get("data")).put("initialStock", -1);
                    KafkaProbe.send("product_updated", event);
                    bad.add(product.toString());
                }
                case 40, 200 -> {
                    KafkaProbe.sendRaw("product_updated", product.toString(), "{\"half");
                    bad.add(product.toString());
                }
                case 60 -> {
                    KafkaProbe.sendRaw("product_updated", product.toString(), null);
                    bad.add(product.toString());
                }
                default -> {
                    KafkaProbe.send("product_updated", event);
                    good.add(product);
                }
            }
        }

        good.forEach(product -> awaitStock(product, 3, 0));
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(KafkaProbe.records("product_updated-dlt"))
                        .extracting(ConsumerRecord::key)
                        .containsExactlyInAnyOrderElementsOf(bad));
        assertThat(bad)
                .allSatisfy(product -> assertThat(
                                all.get("/api/inventory/" + product).status())
                        .isEqualTo(404));
    }

    @Test
    void aHoldNamesEveryShortLineAndHoldsNothing() {
        var product = newProduct(1);
        var unknown = UUID.randomUUID();

        var refused = hold(UUID.randomUUID(), FAR_AWAY, List.of(line(product, 2), line(unknown, 1)));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("insufficient_stock");
        assertThat(refused.body().get("shortages"))
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
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(available(product)).isEqualTo(7);

        assertThat(orders.delete("/internal/holds/" + order).status()).isEqualTo(204);
        assertThat(orders.delete("/internal/holds/" + order).status()).isEqualTo(204);
        assertThat(available(product)).isEqualTo(10);
    }

    @Test
    void aLateReleaseOfAnEarlierAttemptLeavesTheStockThatTheNextOneGot() {
        var product = newProduct(10);
        var order = UUID.randomUUID();
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        hold(order, first, product, 3);
        assertThat(hold(order, second, product, 3).status()).isEqualTo(201);

        assertThat(release(order, first)).isEqualTo(204);
        assertThat(release(order, first)).isEqualTo(204);
        assertThat(available(product)).isEqualTo(7);

        assertThat(release(order, second)).isEqualTo(204);
        assertThat(available(product)).isEqualTo(10);
        assertThat(orders.with("Attempt-Id", "1")
                        .delete("/internal/holds/" + order)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aHoldThatIsTakenAnewBelongsToWhoAskedLast() {
        var product = newProduct(10);
        var order = UUID.randomUUID();
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        hold(order, first, product, 3);
        assertThat(release(order, first)).isEqualTo(204);
        hold(order, second, product, 4);

        assertThat(release(order, first)).isEqualTo(204);
        assertThat(available(product)).isEqualTo(6);
        assertThat(orders.delete("/internal/holds/" + order).status()).isEqualTo(204);
        assertThat(available(product)).isEqualTo(10);
    }

    private int release(UUID order, UUID attempt) {
        return orders.with("Attempt-Id", attempt.toString())
                .delete("/internal/holds/" + order)
                .status();
    }

    @Test
    void aMalformedHoldIsRefusedWithItsFields() {
        var product = newProduct(10);

        assertThat(hold(UUID.randomUUID(), FAR_AWAY, List.of()).wrongFields()).containsExactly("lines");
        assertThat(hold(UUID.randomUUID(), FAR_AWAY, List.of(line(product, 0))).wrongFields())
                .containsExactly("lines[0].quantity");
        assertThat(hold(UUID.randomUUID(), FAR_AWAY, List.of(line(product, 1), line(product, 1)))
                        .wrongFields())
                .containsExactly("lines");
        assertThat(available(product)).isEqualTo(10);
    }

    @Test
    void theTimerGivesBackWhatNobodyEndsIfItsOrderIsOverOrWasNeverSaved() {
        var product = newProduct(10);
        var lives = UUID.randomUUID();
        var over = UUID.randomUUID();
        var unheard = UUID.randomUUID();
        var longAgo = Instant.now().minus(3, ChronoUnit.MINUTES);
        ORDERS.knows(lives, "PENDING");
        ORDERS.knows(over, "EXPIRED");
        ORDERS.setDown(true);
        try {
            for (var order : List.of(lives, over, unheard)) {
                hold(order, longAgo, List.of(line(product, 3)));
            }
            Awaitility.await()
                    .atMost(KafkaProbe.PATIENCE)
                    .until(() -> Stream.of(lives, over, unheard).anyMatch(ORDERS::asked));
            assertThat(available(product)).as("nobody can say").isEqualTo(1);
        } finally {
            ORDERS.setDown(false);
        }

        awaitStock(product, 10, 3);
        assertThat(movements(product))
                .containsExactlyInAnyOrder("RELEASED", "RELEASED", "HELD", "HELD", "HELD", "INITIAL");
        assertThat(ORDERS.asked(unheard)).isTrue();
    }

    /** A review may take days, and the buyer gets what was held for them once it is over. */
    @Test
    void theStockOfAnOrderThatIsReviewedStaysHeldHoweverLong() {
        var product = newProduct(10);
        var reviewed = UUID.randomUUID();
        var over = UUID.randomUUID();
        ORDERS.knows(reviewed, "ON_HOLD");
        ORDERS.knows(over, "EXPIRED");
        hold(reviewed, Instant.now().minus(3, ChronoUnit.MINUTES), List.of(line(product, 3)));
        publish(reviewed, "ON_HOLD", 2);
        hold(over, Instant.now().minus(3, ChronoUnit.MINUTES), List.of(line(product, 4)));

        awaitStock(product, 10, 3);
        Awaitility.await().atMost(KafkaProbe.PATIENCE).until(() -> ORDERS.asked(reviewed));
        assertThat(available(product)).isEqualTo(7);

        publish(reviewed, "CONFIRMED", 3);
        awaitStock(product, 7, 0);
    }

    @Test
    void aStepThatWasConsumedTooLateIsStillASale() {
        var product = newProduct(10);
        var order = UUID.randomUUID();
        hold(order, product, 4);

        publish(order, "SHIPPED", 3);
        publish(order, "CONFIRMED", 2);

        awaitStock(product, 6, 0);
    }

    @Test
    void manyOrdersArePaidAtOnceAndABadOneBecomesADeadLetterAlone() {
        var product = newProduct(100);
        var good = Stream.generate(UUID::randomUUID).limit(20).toList();
        var bad = UUID.randomUUID();
        good.forEach(order -> hold(order, product, 1));

        good.subList(0, 10).forEach(order -> publish(order, "CONFIRMED", 2));
        var unreadable = orderStatus(bad, "CONFIRMED", 2);
        ((ObjectNode) unreadable.get("data")).putNull("status");
        KafkaProbe.send("order_status", unreadable);
        good.subList(10, 20).forEach(order -> publish(order, "CONFIRMED", 2));

        awaitStock(product, 80, 0);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(KafkaProbe.records("order_status-dlt"))
                        .extracting(ConsumerRecord::key)
                        .contains(bad.toString())
                        .doesNotContainAnyElementsOf(
                                good.stream().map(UUID::toString).toList()));
    }

    @Test
    void onlyAdminsSeeAndChangeWhatIsOnHand() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        var user = all.as(TestTokens.user(UUID.randomUUID()));

        assertThat(all.get(path).body().propertyNames()).containsExactlyInAnyOrder("productId", "sku", "available");
        assertThat(user.get(path).body().propertyNames()).containsExactlyInAnyOrder("productId", "sku", "available");
        assertThat(admin.get(path).body().propertyNames())
                .containsExactlyInAnyOrder("productId", "sku", "available", "onHand", "held", "version");
        var change = Map.of("delta", 1, "reason", "found one");
        assertThat(all.patch(path, change).status()).isEqualTo(401);
        assertThat(user.patch(path, change).status()).isEqualTo(403);
        assertThat(user.get("/api/inventory").status()).isEqualTo(403);
        assertThat(user.get(path + "/movements").status()).isEqualTo(403);
        assertThat(admin.delete("/internal/holds/" + UUID.randomUUID()).status())
                .isIn(401, 403);
        assertThat(orders.patch(path, change).status()).isIn(401, 403);
        assertThat(available(product)).isEqualTo(10);
    }

    @Test
    void eachFormOfAStockHasAnETagOfItsOwn() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;

        var shown = all.get(path);
        var managed = admin.get(path);

        assertThat(managed.header("ETag")).isNotEmpty().isNotEqualTo(shown.header("ETag"));
        for (var answer : List.of(shown, managed)) {
            assertThat(String.join(", ", answer.headers().allValues("Vary"))).contains("Authorization", "Cookie");
        }
        assertThat(managed.header("Cache-Control")).contains("private");
        assertThat(admin.with("If-None-Match", shown.header("ETag")).get(path).status())
                .isEqualTo(200);
        assertThat(all.with("If-None-Match", managed.header("ETag")).get(path).status())
                .isEqualTo(200);
        assertThat(admin.with("If-None-Match", managed.header("ETag")).get(path).status())
                .isEqualTo(304);
        // A change may name the version by either form's tag.
        for (var tag : List.of(managed.header("ETag"), shown.header("ETag"))) {
            var stale = admin.with("If-Match", tag.replace("1", "99")).patch(path, Map.of("delta", 1, "reason", "x"));
            assertThat(stale.status()).as("%s", stale).isEqualTo(412);
        }
        assertThat(admin.with("If-Match", shown.header("ETag"))
                        .patch(path, Map.of("delta", 1, "reason", "x"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void everyActOfAnAdministratorLeavesAnEntry() {
        var path = "/api/inventory/" + newProduct(10);
        new AuditCoverage()
                .performs(
                        "patch /api/inventory/{productId}",
                        act -> act.patch(path, Map.of("delta", 5, "reason", "delivery")))
                .assertComplete(all, admin, "inventory-service");
    }

    @Test
    void anAdminAdjustsAndCounts() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        hold(UUID.randomUUID(), product, 4);

        var more = admin.patch(path, Map.of("delta", 5, "reason", "delivery"));
        assertThat(more.status()).isEqualTo(200);
        assertThat(more.number("onHand")).isEqualTo(15);
        assertThat(more.header("ETag")).isEqualTo("\"3-admin\"");

        var below = admin.patch(path, Map.of("onHand", 3));
        assertThat(below.status()).isEqualTo(409);
        assertThat(below.text("code")).isEqualTo("insufficient_stock");
        for (var less : List.of(-1, -11, Integer.MIN_VALUE, -1_000_000_000_000L)) {
            var refused = admin.patch(path, Map.of("onHand", less));
            assertThat(refused.status()).as("%s", less).isEqualTo(409);
            assertThat(refused.text("code")).isEqualTo("insufficient_stock");
            assertThat(refused.text("shortages/0/productId")).isEqualTo(product.toString());
        }
        for (var nonsense : List.of(-1_000_000_000_001L, Long.MIN_VALUE, 1_000_000_000_001L, Long.MAX_VALUE)) {
            var refused = admin.patch(path, Map.of("onHand", nonsense));
            assertThat(refused.status()).as("%s", nonsense).isEqualTo(400);
            assertThat(refused.wrongFields()).containsExactly("onHand");
        }
        for (var nonsense : List.of("-9223372036854775809", "-1.5", "-1e400", "\"-\"", "[-1]")) {
            assertThat(admin.patch(path, "{\"onHand\":" + nonsense + "}").status())
                    .as(nonsense)
                    .isEqualTo(400);
        }
        assertThat(admin.get(path).number("onHand")).as("no refusal changes it").isEqualTo(15);
        assertThat(admin.patch(path, Map.of("delta", -12, "reason", "lost")).status())
                .isEqualTo(409);

        assertThat(admin.patch(path, Map.of("onHand", 4)).number("available")).isZero();

        assertThat(admin.patch(path, Map.of("delta", 1)).wrongFields()).containsExactly("reason");
        assertThat(admin.patch(path, Map.of("delta", 1, "onHand", 1, "reason", "x"))
                        .status())
                .isEqualTo(400);
        assertThat(admin.patch(path, Map.of("onhand", 1)).status()).isEqualTo(400);
        assertThat(admin.patch("/api/inventory/" + UUID.randomUUID(), Map.of("onHand", 1))
                        .status())
                .isEqualTo(404);
        var record = all.as(TestTokens.service("notification-service", "inventory-service"))
                .get("/internal/audit?object=product:" + product)
                .body()
                .get("items");
        assertThat(record)
                .as("what was changed is on record, what was refused is not")
                .extracting(entry -> entry.get("action").stringValue() + " "
                        + entry.at("/details/from").stringValue() + " -> "
                        + entry.at("/details/to").stringValue())
                .containsExactly("stock.adjusted 15 -> 4", "stock.adjusted 10 -> 15");
        assertThat(record.get(0).get("actor").stringValue()).isEqualTo(ADMIN.toString());
    }

    @Test
    void aStaleIfMatchChangesNothing() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        var change = Map.of("delta", 5, "reason", "delivery");

        assertThat(admin.with("If-Match", "\"9\"").patch(path, change).status()).isEqualTo(412);
        assertThat(admin.with("If-Match", "\"1\"").patch(path, change).status()).isEqualTo(200);
        assertThat(available(product)).isEqualTo(15);
    }

    @Test
    void aRepeatWithTheSameKeyCountsOnce() {
        var product = newProduct(10);
        var path = "/api/inventory/" + product;
        var change = Map.of("delta", 5, "reason", "delivery");
        var keyed = admin.with("Idempotency-Key", UUID.randomUUID().toString());

        var first = keyed.patch(path, change);
        var repeat = keyed.patch(path, change);

        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(available(product)).isEqualTo(15);
    }

    @Test
    void listsWhatIsRunningLow() {
        var low = newProduct(0);
        var enough = newProduct(500);

        var page = admin.get("/api/inventory?lowStock=true&size=100&sort=available");

        var ids = page.body()
                .get("items")
                .valueStream()
                .map(item -> item.get("productId").stringValue())
                .toList();
        assertThat(ids).contains(low.toString()).doesNotContain(enough.toString());
        var published = orders.get("/internal/stock/low");
        assertThat(published
                        .body()
                        .get("items")
                        .valueStream()
                        .map(item -> item.get("productId").stringValue()))
                .contains(low.toString())
                .doesNotContain(enough.toString());
        assertThat(published.number("items/0/available")).isZero();
        assertThat(admin.get("/internal/stock/low").status()).isIn(401, 403);
        assertThat(admin.get("/api/inventory?sort=version").status()).isEqualTo(400);
        assertThat(admin.get("/api/inventory?size=101").status()).isEqualTo(400);
    }

    @Test
    void readsTheStockOfSeveralProductsInTheOrderOfTheirIds() {
        var three = newProduct(3);
        var four = newProduct(4);
        var path = "/api/inventory?productIds=" + four + "," + UUID.randomUUID() + "," + three + "," + four;

        var seen = all.get(path);

        assertThat(seen.body().get("items").toString())
                .isEqualTo("[" + all.get("/api/inventory/" + four).body() + ","
                        + all.get("/api/inventory/" + three).body() + "]");
        assertThat(admin.get(path).body().at("/items/0"))
                .isEqualTo(admin.get("/api/inventory/" + four).body());
    }

    @Test
    void refusesABadListOfProducts() {
        var ids = Stream.generate(() -> UUID.randomUUID().toString()).limit(101).toList();
        var path = "/api/inventory?productIds=";

        assertThat(all.get(path + String.join(",", ids.subList(0, 100))).status())
                .isEqualTo(200);
        assertThat(all.get(path + String.join(",", ids)).wrongFields()).containsExactly("productIds");
        assertThat(all.get(path + "x").wrongFields()).containsExactly("productIds");
        assertThat(all.get(path + ",").wrongFields()).containsExactly("productIds");
        assertThat(all.get(path + ids.getFirst() + ",").wrongFields()).containsExactly("productIds");
        assertThat(all.get(path).status())
                .as("names none: the list of all, for administrators")
                .isEqualTo(401);
        assertThat(all.get("/api/inventory").status()).isEqualTo(401);
        assertThat(all.as(TestTokens.user(UUID.randomUUID()))
                        .get("/api/inventory")
                        .status())
                .isEqualTo(403);
        assertThat(admin.get(path).status()).isEqualTo(200);
        assertThat(all.get(path + ids.getFirst() + "&lowStock=true").status()).isEqualTo(400);
    }

    @Test
    void listsWhatHasNoMoreThanAThresholdAvailable() {
        var three = newProduct(3);
        var four = newProduct(4);

        assertThat(listed("/api/inventory?threshold=3&size=100&sort=available,desc"))
                .contains(three.toString())
                .doesNotContain(four.toString());
        assertThat(listed("/api/inventory?lowStock=true&threshold=4&size=100&sort=available,desc"))
                .contains(four.toString());
        assertThat(admin.get("/api/inventory?threshold=-1").wrongFields()).containsExactly("threshold");
    }

    @Test
    void aHoldComesToItsEndWithoutTheOrdersStep() {
        var product = newProduct(10);
        var paid = UUID.randomUUID();
        var dead = UUID.randomUUID();
        hold(paid, product, 2);
        hold(dead, product, 3);

        for (var repeat = 0; repeat < 2; repeat++) {
            assertThat(end(paid, "SOLD")).isEqualTo(204);
            assertThat(end(dead, "FREED")).isEqualTo(204);
        }

        awaitStock(product, 8, 0);
        assertThat(movements(product)).containsExactlyInAnyOrder("RELEASED", "SOLD", "HELD", "HELD", "INITIAL");
        assertThat(end(UUID.randomUUID(), "SOLD")).isEqualTo(404);
        assertThat(end(paid, "EATEN")).isEqualTo(400);
    }

    private int end(UUID order, String outcome) {
        return orders.put("/internal/holds/" + order + "/outcome", Map.of("outcome", outcome))
                .status();
    }

    @Test
    void tellsWhereTheHoldsOfManyOrdersStand() {
        var product = newProduct(10);
        var held = UUID.randomUUID();
        var freed = UUID.randomUUID();
        var unknown = UUID.randomUUID();
        hold(held, product, 2);
        hold(freed, product, 3);
        orders.delete("/internal/holds/" + freed);

        var states = orders.post("/internal/holds/states", Map.of("orderIds", List.of(held, freed, unknown)));

        assertThat(states.status()).isEqualTo(200);
        assertThat(states.body().get("items").valueStream())
                .extracting(
                        hold -> hold.get("orderId").asString(),
                        hold -> hold.get("state").asString(),
                        hold -> hold.at("/lines/0/productId").asString(),
                        hold -> hold.at("/lines/0/quantity").asLong())
                .containsExactlyInAnyOrder(
                        Tuple.tuple(held.toString(), "HELD", product.toString(), 2L),
                        Tuple.tuple(freed.toString(), "RELEASED", product.toString(), 3L));
        assertThat(orders.post("/internal/holds/states", Map.of("orderIds", List.of()))
                        .wrongFields())
                .containsExactly("orderIds");
        assertThat(admin.post("/internal/holds/states", Map.of("orderIds", List.of(held)))
                        .status())
                .isIn(401, 403);
    }

    @Test
    void onlyAdminsSeeWhatTheLedgerCheckFound() {
        var report = admin.get("/api/inventory/ledger");

        assertThat(report.status()).isEqualTo(200);
        assertThat(report.body().propertyNames())
                .containsExactlyInAnyOrder("checkedAt", "products", "driftsTotal", "drifts");
        assertThat(all.get("/api/inventory/ledger").status()).isEqualTo(401);
        assertThat(all.as(TestTokens.user(UUID.randomUUID()))
                        .get("/api/inventory/ledger")
                        .status())
                .isEqualTo(403);
    }

    private List<String> listed(String path) {
        return admin.get(path)
                .body()
                .get("items")
                .valueStream()
                .map(item -> item.get("productId").stringValue())
                .toList();
    }

    private UUID newProduct(long initialStock) {
        var product = UUID.randomUUID();
        KafkaProbe.send("product_updated", productUpdated(product, initialStock));
        awaitStock(product, initialStock, 0);
        return product;
    }

    private static ObjectNode productUpdated(UUID product, long initialStock) {
        var event = envelope(Contracts.example("product_updated", "product.updated.v1"), product, 1);
        ((ObjectNode) event.get("data"))
                .put("productId", product.toString())
                .put("sku", "SKU-" + product)
                .put("initialStock", initialStock);
        return event;
    }

    private static void publish(UUID order, String status, long version) {
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
            var stock = admin.get("/api/inventory/" + product);
            assertThat(stock.status()).isEqualTo(200);
            assertThat(stock.number("onHand")).isEqualTo(onHand);
            assertThat(stock.number("held")).isEqualTo(held);
        });
    }

    private long available(UUID product) {
        return all.get("/api/inventory/" + product).number("available");
    }

    private List<String> movements(UUID product) {
        return admin.get("/api/inventory/" + product + "/movements")
                .body()
                .get("items")
                .valueStream()
                .map(movement -> movement.get("kind").stringValue())
                .toList();
    }

    private Api.Answer hold(UUID order, UUID product, long quantity) {
        return hold(order, FAR_AWAY, List.of(line(product, quantity)));
    }

    private Api.Answer hold(UUID order, UUID attempt, UUID product, long quantity) {
        return orders.with("Attempt-Id", attempt.toString())
                .post(
                        "/internal/holds",
                        Map.of(
                                "orderId",
                                order,
                                "expiresAt",
                                FAR_AWAY.toString(),
                                "lines",
                                List.of(line(product, quantity))));
    }

    private Api.Answer hold(UUID order, Instant expiresAt, List<?> lines) {
        return orders.post(
                "/internal/holds", Map.of("orderId", order, "expiresAt", expiresAt.toString(), "lines", lines));
    }

    private static Map<String, Object> line(UUID product, long quantity) {
        return Map.of("productId", product, "sku", "SKU", "quantity", quantity);
    }
}
