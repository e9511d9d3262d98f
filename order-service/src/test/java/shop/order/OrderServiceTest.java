package shop.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.order.support.StubServices;
import shop.test.Api;
import shop.test.ApiDocument;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole service between real stores, a real broker and stub services whose answers a test sets. */
@FleetTest
@TestPropertySource(
        properties = {
            // Every test is another account at one address; see RiskReviewTest for what that looks like.
            "order.risk.shared-addresses=12 Square|W1|GB",
            // The card of the contract's example, with which all customers here pay.
            "order.risk.shared-cards=Xt5EWLLDS7FJjR1c",
            "order.expire-every=200ms",
            "order.expire-look-every=200ms",
            "order.expire-settle=0s",
            "order.unpaid.orders=" + OrderServiceTest.UNPAID_ORDERS,
            "order.unpaid.units=" + OrderServiceTest.UNPAID_UNITS,
            // Outages are tried one after the other here; an open circuit is HttpClientsTest's subject.
            "order.calls.circuit-open-duration=100ms",
            "spring.datasource.hikari.connection-timeout=30000"
        })
class OrderServiceTest {

    static final int UNPAID_ORDERS = 8;
    static final int UNPAID_UNITS = 20;
    static final StubServices SERVICES = new StubServices();
    static final Map<String, Object> ADDRESS =
            Map.of("name", "Ada Lovelace", "line1", "12 Square", "city", "London", "postalCode", "W1", "country", "GB");

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        for (var service : List.of(
                "inventory-service", "product-service", "cart-service", "payment-service", "notification-service")) {
            registry.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", SERVICES::url);
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient sql;

    UUID customerId;
    Api all;
    Api customer;
    Api stranger;
    Api admin;
    Api payments;

    @BeforeEach
    void introduce() {
        customerId = UUID.randomUUID();
        all = new Api(port);
        customer = all.as(TestTokens.user(customerId));
        stranger = all.as(TestTokens.user(UUID.randomUUID()));
        admin = all.as(TestTokens.admin(UUID.randomUUID()));
        payments = all.as(TestTokens.service("payment-service", "order-service"));
    }

    @Test
    void theApiDocumentSaysWhatIsSo() {
        ApiDocument.assertSound(all.get("/v3/api-docs").body(), "shop.order");
    }

    /** A generated client knows of an answer's items and address what their schemas say. */
    @Test
    void theApiDocumentTellsWhatIsAnsweredFromWhatIsAsked() {
        var schemas = all.get("/v3/api-docs").body().at("/components/schemas");

        assertThat(fields(schemas, "OrderBody", "items"))
                .containsExactlyInAnyOrder("productId", "sku", "name", "quantity", "unitPrice", "lineTotal");
        assertThat(fields(schemas, "NewOrder", "items")).containsExactlyInAnyOrder("productId", "quantity");
        var answered = schemas.at("/OrderBody/properties/shippingAddress").toString();
        assertThat(schemas.at("/NewOrder/properties/shippingAddress").toString())
                .isNotEqualTo(answered);
    }

    private static Collection<String> fields(JsonNode schemas, String owner, String list) {
        var reference = schemas.path(owner)
                .path("properties")
                .path(list)
                .path("items")
                .path("$ref")
                .asString();
        return schemas.path(reference.substring(reference.lastIndexOf('/') + 1))
                .path("properties")
                .propertyNames();
    }

    @Test
    void anOrderGoesFromPlacedToDelivered() {
        var product = newProduct(1250);

        var placed = customer.post("/api/orders", order(product, 2));

        assertThat(placed.status()).isEqualTo(201);
        var id = placed.text("id");
        assertThat(placed.header("Location")).isEqualTo("/api/orders/" + id);
        assertThat(placed.header("ETag")).startsWith("\"1-");
        assertThat(placed.text("status")).isEqualTo("PENDING");
        assertThat(placed.text("paymentStatus")).isEqualTo("UNPAID");
        assertThat(placed.number("total/amountMinor")).isEqualTo(2500);
        assertThat(placed.number("items/0/lineTotal/amountMinor")).isEqualTo(2500);
        assertThat(placed.text("reservation/expiresAt")).isNotEmpty();
        assertThat(placed.text("_links/self/href")).isEqualTo("/api/orders/" + id);
        assertThat(placed.text("_links/pay/href")).isEqualTo("/api/payments");
        assertThat(placed.body().get("allowedTransitions"))
                .extracting(JsonNode::stringValue)
                .containsExactly("CANCELLED");
        assertThat(SERVICES.holds(id)).isTrue();
        var published = KafkaProbe.await(
                "order_placed", event -> event.get("subject").stringValue().equals(id));
        Contracts.assertValid("order_placed", published);

        pay(id, "PAID", 1);
        await(id, "CONFIRMED");
        assertThat(customer.get("/api/orders/" + id).text("paymentStatus")).isEqualTo("PAID");
        assertThat(admin.patch("/api/orders/" + id, Map.of("status", "SHIPPED")).status())
                .isEqualTo(200);
        var delivered = admin.patch("/api/orders/" + id, Map.of("status", "DELIVERED"));
        assertThat(delivered.text("fulfillmentStatus")).isEqualTo("DELIVERED");
        assertThat(delivered.header("ETag")).startsWith("\"4-");

        KafkaProbe.await(
                "order_status",
                event -> event.get("subject").stringValue().equals(id)
                        && event.get("aggregateversion").longValue() == 4);
        var steps = KafkaProbe.eventsAbout("order_status", id);
        steps.forEach(step -> Contracts.assertValid("order_status", step));
        assertThat(steps)
                .extracting(step -> step.get("data").get("status").stringValue())
                .containsExactly("CONFIRMED", "SHIPPED", "DELIVERED");
        assertThat(statuses(customer.get("/api/orders/" + id + "/timeline")))
                .containsExactly("PENDING", "CONFIRMED", "SHIPPED", "DELIVERED");
        assertThat(customer.get("/api/orders/" + id + "/timeline")
                        .body()
                        .at("/items/2")
                        .has("actor"))
                .isFalse();
        assertThat(admin.get("/api/orders/" + id + "/timeline").text("items/2/actor"))
                .isEqualTo("ADMIN");
    }

    @Test
    void anOrderHasANumberByWhichItIsFound() {
        var id = place(newProduct(1250), 2);
        place(newProduct(100), 1);
        var number = customer.get("/api/orders/" + id).text("number");

        assertThat(number).matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}");
        for (var spelling : List.of(number, number.toLowerCase(Locale.ROOT), number.replace("-", ""))) {
            var found = admin.get("/api/orders?q=" + spelling);
            assertThat(found.number("totalItems")).as(spelling).isEqualTo(1);
            assertThat(found.text("items/0/id")).isEqualTo(id);
        }
        assertThat(customer.get("/api/orders?q=" + number).number("totalItems")).isEqualTo(1);
        assertThat(stranger.get("/api/orders?q=" + number).number("totalItems")).isZero();
        assertThat(customer.get("/api/orders?q=").number("totalItems")).isEqualTo(2);
        var published = KafkaProbe.await(
                "order_placed", event -> event.get("subject").stringValue().equals(id));
        assertThat(published.get("data").get("number").stringValue()).isEqualTo(number);
        assertThat(published.get("data").get("shippingAddress").get("city").stringValue())
                .isEqualTo("London");
        for (var unknown : List.of("no-number", "ada@example.com", "7K3M-9Q4")) {
            var refused = admin.get("/api/orders?q=" + unknown);
            assertThat(refused.status()).as(unknown).isEqualTo(400);
            assertThat(refused.text("errors/0/field")).isEqualTo("q");
        }
    }

    @Test
    void anAdminSeesTheOrdersOfOneAccount() {
        var id = place(newProduct(1250), 2);

        var found = admin.get("/api/orders?userId=" + customerId);
        assertThat(found.number("totalItems")).isEqualTo(1);
        assertThat(found.text("items/0/id")).isEqualTo(id);
        assertThat(admin.get("/api/orders?userId=" + UUID.randomUUID()).number("totalItems"))
                .isZero();
        assertThat(admin.get("/api/orders?userId=").number("totalItems")).isPositive();
        assertThat(customer.get("/api/orders?userId=" + customerId).number("totalItems"))
                .isEqualTo(1);
        var refused = stranger.get("/api/orders?userId=" + customerId);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("code")).isEqualTo("forbidden");
        assertThat(admin.get("/api/orders?userId=me").status()).isEqualTo(400);
    }

    @Test
    void aRangeThatIsUpsideDownIsRefused() {
        var refused = customer.get("/api/orders?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("errors/0/field")).isEqualTo("to");
        assertThat(customer.get("/api/orders?from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:00Z")
                        .status())
                .isEqualTo(200);
        assertThat(admin.get("/api/admin/summary?from=2026-11-22&to=2026-11-21").status())
                .isEqualTo(400);
    }

    @Test
    void aSumThatCannotBeChargedIsRefusedWhenTheOrderIsPlaced() {
        var before = SERVICES.calls().size();

        var small = customer.post("/api/orders", order(newProduct(49), 1));
        assertThat(small.status()).isEqualTo(422);
        assertThat(small.text("code")).isEqualTo("amount_not_chargeable");
        assertThat(small.text("detail")).contains("0.49 EUR", "0.50 EUR");
        assertThat(small.number("minimum/amountMinor")).isEqualTo(50);
        assertThat(small.number("maximum/amountMinor")).isEqualTo(99_999_999);
        var large = customer.post("/api/orders", order(newProduct(100_000_000), 1));
        assertThat(large.text("code")).isEqualTo("amount_not_chargeable");

        assertThat(SERVICES.calls().subList(before, SERVICES.calls().size()))
                .as("nothing is held; what an earlier test has left may be released meanwhile")
                .noneMatch(call -> call.startsWith("POST /internal/holds"));
        assertThat(customer.post("/api/orders", order(newProduct(50), 1)).status())
                .isEqualTo(201);
    }

    @Test
    void anOrderWithNothingToPayIsConfirmedAndItsStepsArePublished() {
        var placed = customer.post("/api/orders", order(newProduct(0), 2));

        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.text("status")).isEqualTo("CONFIRMED");
        assertThat(placed.header("ETag")).startsWith("\"2-");
        assertThat(placed.body().path("_links").has("pay")).isFalse();
        var id = placed.text("id");
        KafkaProbe.await(
                "order_placed", event -> event.get("subject").stringValue().equals(id));
        var step = KafkaProbe.await(
                "order_status", event -> event.get("subject").stringValue().equals(id));
        assertThat(step.get("data").get("status").stringValue()).isEqualTo("CONFIRMED");
        assertThat(admin.patch("/api/orders/" + id, Map.of("status", "SHIPPED")).status())
                .isEqualTo(200);
    }

    @Test
    void aCustomerHoldsNoMoreUnpaidThanTheyMay() {
        var product = newProduct(100);

        var answers = Parallel.times(UNPAID_ORDERS + 6, () -> customer.post("/api/orders", order(product, 1)));

        assertThat(answers).extracting(Api.Answer::status).containsOnly(201, 409);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(UNPAID_ORDERS);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .extracting(answer -> answer.text("code"))
                .containsOnly("too_many_unpaid_orders");
        assertThat(customer.get("/api/orders").number("totalItems")).isEqualTo(UNPAID_ORDERS);

        var cancelled = answers.stream()
                .filter(answer -> answer.status() == 201)
                .findFirst()
                .orElseThrow()
                .text("id");
        assertThat(customer.patch("/api/orders/" + cancelled, Map.of("status", "CANCELLED"))
                        .status())
                .isEqualTo(200);
        var units = customer.post("/api/orders", order(product, UNPAID_UNITS));
        assertThat(units.status()).isEqualTo(409);
        assertThat(units.text("code")).isEqualTo("too_many_unpaid_units");
        assertThat(units.text("productId")).isEqualTo(product.toString());
        assertThat(units.number("limit")).isEqualTo(UNPAID_UNITS);
        assertThat(customer.post("/api/orders", order(product, 1)).status()).isEqualTo(201);
        assertThat(stranger.post("/api/orders", order(product, 1)).status()).isEqualTo(201);
    }

    @Test
    void aHoldThatWasNotAnsweredIsReleasedSoon() {
        var product = newProduct(100);
        SERVICES.setDown("/internal/holds");
        var before = SERVICES.calls().size();
        try {
            assertThat(customer.post("/api/orders", order(product, 1)).status()).isEqualTo(503);
        } finally {
            SERVICES.setDown();
        }

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(SERVICES.calls()
                                .subList(before, SERVICES.calls().size()))
                        .anyMatch(call -> call.startsWith("DELETE /internal/holds/")));
    }

    @Test
    void onlyToACountryThatThereIsCanBeOrdered() {
        var product = newProduct(100);
        for (var country : List.of("UK", "ZZ", "XX", "EU", "de", "DEU", "")) {
            var address = new HashMap<String, Object>(ADDRESS);
            address.put("country", country);

            var refused = customer.post(
                    "/api/orders", Map.of("items", List.of(item(product, 1)), "shippingAddress", address));

            assertThat(refused.status()).as(country).isEqualTo(400);
            assertThat(refused.wrongFields()).containsExactly("shippingAddress.country");
        }
    }

    @Test
    void parallelRequestsWithOneKeyPlaceOneOrder() {
        var product = newProduct(100);
        var keyed = customer.with("Idempotency-Key", UUID.randomUUID().toString());

        var answers = Parallel.times(8, () -> keyed.post("/api/orders", order(product, 1)));

        assertThat(answers).extracting(Api.Answer::status).contains(201).containsOnly(201, 409);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 201)
                .extracting(answer -> answer.text("id"))
                .containsOnly(customer.get("/api/orders").text("items/0/id"));
        assertThat(keyed.post("/api/orders", order(product, 1)).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(customer.get("/api/orders").number("totalItems")).isEqualTo(1);
        assertThat(keyed.post("/api/orders", order(product, 2)).status()).isEqualTo(422);
    }

    @Test
    void aPaymentToldTwiceChangesNothing() {
        var id = place(newProduct(1250), 2);
        var paid = payment(id, "PAID", 1);
        KafkaProbe.send("payment_status", paid);
        KafkaProbe.send("payment_status", paid);
        // Under another event id, as a producer would repeat it after losing its own memory.
        pay(id, "PAID", 1);
        pay(id, "REFUNDED", 2);

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(customer.get("/api/orders/" + id).text("paymentStatus"))
                                .isEqualTo("REFUNDED"));
        assertThat(statuses(customer.get("/api/orders/" + id + "/timeline")))
                .containsExactly("PENDING", "CONFIRMED", "CONFIRMED");
    }

    @Test
    void aPaymentForACancelledOrderIsNotedAndNoDeadLetter() {
        var id = place(newProduct(1250), 2);
        assertThat(customer.patch("/api/orders/" + id, Map.of("status", "CANCELLED"))
                        .text("status"))
                .isEqualTo("CANCELLED");

        pay(id, "PAID", 1);

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(customer.get("/api/orders/" + id).text("paymentStatus"))
                                .isEqualTo("PAID"));
        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("CANCELLED");
        assertThat(KafkaProbe.records("payment_status-dlt"))
                .extracting(ConsumerRecord::key)
                .doesNotContain(id);
    }

    @Test
    void shortStockIsNamedAndNothingIsSaved() {
        var there = newProduct(100);
        var gone = newProduct(100);
        SERVICES.sellOut(gone);

        var refused = customer.post("/api/orders", order(List.of(item(there, 1), item(gone, 3))));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("insufficient_stock");
        assertThat(refused.text("shortages/0/productId")).isEqualTo(gone.toString());
        assertThat(refused.number("shortages/0/requested")).isEqualTo(3);
        assertThat(customer.get("/api/orders").number("totalItems")).isZero();
    }

    @Test
    void withoutInventoryNothingIsSavedAndTheClientIsToldToComeBack() {
        var product = newProduct(100);
        SERVICES.setDown(true);
        try {
            var refused = customer.post("/api/orders", order(product, 1));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("code")).isEqualTo("dependency_unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(customer.post("/api/orders", fromCart()).status()).isEqualTo(503);
        } finally {
            SERVICES.setDown(false);
        }

        assertThat(customer.get("/api/orders").number("totalItems")).isZero();
        assertThat(customer.post("/api/orders", order(product, 1)).status()).isEqualTo(201);
    }

    @Test
    void aSaveThatFailsGivesTheStockBackAndMayBeRepeated() {
        var product = newProduct(100);
        sql.sql("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'no room'; END $$
                """).update();
        sql.sql("CREATE TRIGGER refuse BEFORE INSERT ON order_line FOR EACH ROW WHEN (new.sku = 'SKU-" + product
                        + "') EXECUTE FUNCTION refuse()")
                .update();
        var keyed = customer.with("Idempotency-Key", UUID.randomUUID().toString());
        var before = SERVICES.calls().size();
        try {
            assertThat(keyed.post("/api/orders", order(product, 1)).status()).isEqualTo(500);
        } finally {
            sql.sql("DROP FUNCTION refuse CASCADE").update();
        }
        var calls = SERVICES.calls().subList(before, SERVICES.calls().size());
        assertThat(calls).anyMatch(call -> call.startsWith("DELETE /internal/holds/"));
        assertThat(customer.get("/api/orders").number("totalItems")).isZero();

        var placed = keyed.post("/api/orders", order(product, 1));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(calls).contains("DELETE /internal/holds/" + placed.text("id"));
        assertThat(SERVICES.holds(placed.text("id"))).isTrue();
    }

    @Test
    void anAnswerThatCannotBeStoredUndoesTheOrderAndMayBeRepeated() {
        var product = newProduct(100);
        sql.sql("""
                CREATE FUNCTION refuse_answer() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'no room'; END $$
                """).update();
        sql.sql("CREATE TRIGGER refuse_answer BEFORE UPDATE ON idempotency_key FOR EACH ROW WHEN (new.body LIKE '%SKU-"
                        + product + "%') EXECUTE FUNCTION refuse_answer()")
                .update();
        var keyed = customer.with("Idempotency-Key", UUID.randomUUID().toString());
        try {
            assertThat(keyed.post("/api/orders", order(product, 1)).status()).isEqualTo(500);
        } finally {
            sql.sql("DROP FUNCTION refuse_answer CASCADE").update();
        }
        assertThat(customer.get("/api/orders").number("totalItems")).isZero();

        var placed = keyed.post("/api/orders", order(product, 1));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(SERVICES.calls()).contains("DELETE /internal/holds/" + placed.text("id"));
        assertThat(SERVICES.holds(placed.text("id"))).isTrue();
    }

    @Test
    void aRepeatIsAnsweredAsTheFirstTryWas() {
        var product = newProduct(100);
        var keyed = customer.with("Idempotency-Key", UUID.randomUUID().toString());

        var first = keyed.post("/api/orders", order(product, 1));
        var repeat = keyed.post("/api/orders", order(product, 1));

        assertThat(first.status()).isEqualTo(201);
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.body()).isEqualTo(first.body());
        for (var header : List.of("Location", "ETag", "Content-Type")) {
            assertThat(repeat.header(header)).as(header).isNotEmpty().isEqualTo(first.header(header));
        }
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void whatNobodyPaysExpires() {
        var id = place(newProduct(100), 1);
        endReservation(id);

        await(id, "EXPIRED");
        assertThat(SERVICES.calls()).contains("GET /internal/payments/orders/" + id);
        var published = KafkaProbe.await(
                "order_status", event -> event.get("subject").stringValue().equals(id));
        assertThat(published.get("data").get("status").stringValue()).isEqualTo("EXPIRED");
        assertThat(customer.get("/api/orders/" + id).body().path("_links").has("pay"))
                .isFalse();
        assertThat(customer.post("/api/orders/" + id + "/cancel", Map.of()).status())
                .isEqualTo(409);
    }

    @Test
    void aPaymentThatIsKnownElsewhereKeepsAnOrderFromExpiring() {
        var id = place(newProduct(1250), 2);
        SERVICES.setAttempt(id, "PAID");
        endReservation(id);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(SERVICES.calls())
                        .filteredOn(call -> call.equals("GET /internal/payments/orders/" + id))
                        .hasSizeGreaterThan(1));
        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("PENDING");

        pay(id, "PAID", 1);

        await(id, "CONFIRMED");
    }

    @Test
    void nothingExpiresWhilePaymentServiceIsAway() {
        var id = place(newProduct(100), 1);
        SERVICES.setDown("/internal/payments");
        try {
            endReservation(id);
            Awaitility.await()
                    .atMost(KafkaProbe.PATIENCE)
                    .untilAsserted(() -> assertThat(SERVICES.calls()).contains("GET /internal/payments/orders/" + id));
            assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("PENDING");
        } finally {
            SERVICES.setDown(false);
        }

        await(id, "EXPIRED");
    }

    @Test
    void anAttemptToPayExtendsTheReservationOnceAndAsksNobody() {
        var id = place(newProduct(1250), 2);
        var path = "/api/orders/" + id;
        var before = customer.get(path);
        assertThat(before.body().at("/reservation/extended").booleanValue()).isFalse();

        pay(id, "PROCESSING", 1);

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(customer.get(path)
                                .body()
                                .at("/reservation/extended")
                                .booleanValue())
                        .isTrue());
        var expiresAt = customer.get(path).text("reservation/expiresAt");
        assertThat(Duration.between(Instant.parse(before.text("reservation/expiresAt")), Instant.parse(expiresAt)))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(SERVICES.calls()).filteredOn(call -> call.contains(id)).isEmpty();
        var published = KafkaProbe.await(
                "order_status",
                event -> event.get("subject").stringValue().equals(id)
                        && event.get("aggregateversion").longValue() == 2);
        Contracts.assertValid("order_status", published);
        assertThat(published.at("/data/reservationExpiresAt").stringValue()).isEqualTo(expiresAt);
        assertThat(published.at("/data/paymentStatus").stringValue()).isEqualTo("PROCESSING");
        assertThat(published.at("/data/status").stringValue()).isEqualTo("PENDING");
        assertThat(published.at("/data/previousStatus").stringValue()).isEqualTo("PENDING");
    }

    private void endReservation(String order) {
        sql.sql("UPDATE orders SET reserved_until = now() - interval '1 second' WHERE id = CAST(:id AS uuid)")
                .param("id", order)
                .update();
    }

    @Test
    void aCartBecomesAnOrder() {
        var product = newProduct(700);
        assertThat(customer.post("/api/orders", fromCart()).text("code")).isEqualTo("order_empty");
        SERVICES.putIntoCart(customerId, product, 3);

        var placed = customer.post("/api/orders", fromCart());

        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.number("total/amountMinor")).isEqualTo(2100);
    }

    @Test
    void aCartThatWasFilledBeforeLoggingInBecomesAnOrder() {
        var product = newProduct(700);
        var token = "Guest_-9".repeat(6).substring(0, 43);
        SERVICES.fillsAsGuest(token, product, 3);

        var placed = customer.with("Cookie", "theme=dark; cart=" + token).post("/api/orders", fromCart());

        assertThat(placed.status()).as(placed.body().toString()).isEqualTo(201);
        assertThat(placed.number("total/amountMinor")).isEqualTo(2100);
    }

    @Test
    void aCookieThatLeadsToNoCartIsNotAskedAbout() {
        SERVICES.putIntoCart(customerId, newProduct(700), 3);

        for (var odd : List.of("", "short", "x".repeat(2000), "../../../internal")) {
            assertThat(customer.with("Cookie", "cart=" + odd)
                            .post("/api/orders", fromCart())
                            .status())
                    .as(odd)
                    .isEqualTo(201);
        }
    }

    @Test
    void aProductThatWasNotHeardOfYetIsAskedFor() {
        var product = UUID.randomUUID();
        assertThat(customer.post("/api/orders", order(product, 1)).text("code")).isEqualTo("product_not_found");
        SERVICES.sells(product, "FRESH", 900);

        assertThat(customer.post("/api/orders", order(product, 1)).number("total/amountMinor"))
                .isEqualTo(900);
        assertThat(customer.post("/api/orders", order(product, 2)).number("total/amountMinor"))
                .isEqualTo(1800);
        assertThat(SERVICES.calls())
                .filteredOn(call -> call.equals("GET /internal/products/" + product))
                .hasSize(2);
    }

    @Test
    void anOrderThatCannotBeIsRefusedWithItsReason() {
        var product = newProduct(1250);
        var archived = UUID.randomUUID();
        tellProduct(archived, 100, true, 1);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(
                                customer.post("/api/orders", order(archived, 1)).text("code"))
                        .isEqualTo("product_unavailable"));

        var changed = new HashMap<>(order(product, 1));
        changed.put("expectedTotal", Map.of("amountMinor", 1, "currency", "EUR"));
        var refused = customer.post("/api/orders", changed);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("price_changed");
        assertThat(refused.number("expected/amountMinor")).isEqualTo(1);
        assertThat(refused.number("actual/amountMinor")).isEqualTo(1250);
        assertThat(refused.number("differenceMinor")).isEqualTo(1249);

        assertThat(customer.post("/api/orders", order(List.of())).status()).isEqualTo(422);
        assertThat(customer.post("/api/orders", order(List.of(item(product, 600), item(product, 600))))
                        .text("code"))
                .isEqualTo("quantity_too_large");
        assertThat(customer.post("/api/orders", order(product, 0)).wrongFields())
                .containsExactly("items[0].quantity");
        assertThat(customer.post("/api/orders", order(product, 1000)).status()).isEqualTo(400);
        assertThat(customer.post("/api/orders", Map.of("shippingAddress", ADDRESS))
                        .wrongFields())
                .containsExactly("items");
        assertThat(customer.post("/api/orders", Map.of("items", List.of(item(product, 1))))
                        .wrongFields())
                .containsExactly("shippingAddress");
        var foreign = new HashMap<>(order(product, 1));
        foreign.put("userId", UUID.randomUUID());
        assertThat(customer.post("/api/orders", foreign).status()).isEqualTo(400);
        var priced = new HashMap<>(item(product, 1));
        priced.put("unitPrice", 1);
        assertThat(customer.post("/api/orders", order(List.of(priced))).status())
                .isEqualTo(400);
        assertThat(customer.post("/api/orders", "{").status()).isEqualTo(400);
        assertThat(customer.get("/api/orders").number("totalItems")).isZero();
    }

    @Test
    void severalLinesOfOneProductBecomeOne() {
        var product = newProduct(100);

        var placed = customer.post("/api/orders", order(List.of(item(product, 2), item(product, 3))));

        assertThat(placed.body().get("items")).hasSize(1);
        assertThat(placed.number("items/0/quantity")).isEqualTo(5);
    }

    @Test
    void othersNeitherSeeNorChangeIt() {
        var id = place(newProduct(100), 1);
        var path = "/api/orders/" + id;

        assertThat(stranger.get(path).status()).isEqualTo(404);
        assertThat(stranger.get(path + "/timeline").status()).isEqualTo(404);
        assertThat(stranger.patch(path, Map.of("status", "CANCELLED")).status()).isEqualTo(404);
        assertThat(stranger.post(path + "/cancel", Map.of()).status()).isEqualTo(404);
        assertThat(stranger.get("/api/orders").number("totalItems")).isZero();
        assertThat(all.get(path).status()).isEqualTo(401);
        assertThat(all.get("/api/orders").status()).isEqualTo(401);
        assertThat(customer.get("/internal/orders/" + id + "/payable").status()).isIn(401, 403);
        assertThat(payments.get(path).status()).isIn(401, 403);
        assertThat(customer.get(path).text("status")).isEqualTo("PENDING");
        assertThat(admin.get(path).status()).isEqualTo(200);
    }

    @Test
    void whatAnAdministratorDoesToAnOrderIsOnRecordAndNothingElse() {
        var product = newProduct(100);
        var cancelled = place(product, 1);
        var own = place(product, 1);

        assertThat(admin.patch("/api/orders/" + cancelled, Map.of("status", "DELIVERED"))
                        .status())
                .isEqualTo(409);
        for (var repeat = 0; repeat < 2; repeat++) {
            assertThat(admin.post("/api/orders/" + cancelled + "/cancel", Map.of("reason", "asked by phone"))
                            .status())
                    .isEqualTo(202);
        }
        assertThat(customer.post("/api/orders/" + own + "/cancel", Map.of()).status())
                .isEqualTo(202);

        var reader = all.as(TestTokens.service("notification-service", "order-service"));
        var record =
                reader.get("/internal/audit?object=order:" + cancelled).body().get("items");
        assertThat(record).hasSize(1);
        assertThat(record.get(0).get("action").stringValue()).isEqualTo("order.cancelled");
        assertThat(record.get(0).at("/details/from").stringValue()).isEqualTo("PENDING");
        assertThat(record.toString()).doesNotContain("phone");
        assertThat(reader.get("/internal/audit?object=order:" + own).body().get("items"))
                .isEmpty();
    }

    @Test
    void aStepThatIsNotAllowedNamesThoseThatAre() {
        var id = place(newProduct(100), 1);
        var path = "/api/orders/" + id;

        var illegal = admin.patch(path, Map.of("status", "DELIVERED"));
        assertThat(illegal.status()).isEqualTo(409);
        assertThat(illegal.text("code")).isEqualTo("illegal_transition");
        assertThat(illegal.body().get("allowedTransitions"))
                .extracting(JsonNode::stringValue)
                .containsExactly("CANCELLED");
        assertThat(customer.patch(path, Map.of("status", "SHIPPED")).status()).isEqualTo(403);
        assertThat(admin.patch(path, Map.of("status", "LOST")).status()).isEqualTo(400);
        assertThat(admin.with("If-Match", "\"9\"")
                        .patch(path, Map.of("status", "CANCELLED"))
                        .status())
                .isEqualTo(412);
        var same = customer.patch(path, Map.of("status", "PENDING"));
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.number("version")).isEqualTo(1);
    }

    @Test
    void aPaidOrderIsCancelledBeforeItIsShipped() {
        var id = place(newProduct(1250), 2);
        pay(id, "PAID", 1);
        await(id, "CONFIRMED");
        var path = "/api/orders/" + id;

        var cancelled = customer.post(path + "/cancel", Map.of("reason", "too late"));
        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(cancelled.text("cancellationReason")).isEqualTo("too late");
        assertThat(customer.send("POST", path + "/cancel", null).status()).isEqualTo(202);
        var published = KafkaProbe.await(
                "order_status",
                event -> event.get("subject").stringValue().equals(id)
                        && event.get("aggregateversion").longValue() == 3);
        assertThat(published.get("data").get("paymentStatus").stringValue()).isEqualTo("PAID");
        assertThat(published.get("data").get("previousStatus").stringValue()).isEqualTo("CONFIRMED");
    }

    /** A PATCH to CANCELLED is the cancelling that the resource's own state offers its owner, so it does what {@code /cancel} does. */
    @Test
    void theOwnerCancelsAPaidOrderByPatchAsByCancel() {
        var id = place(newProduct(1250), 2);
        pay(id, "PAID", 1);
        await(id, "CONFIRMED");
        var path = "/api/orders/" + id;
        var seen = customer.get(path);

        assertThat(allowed(seen.body())).containsExactly("CANCELLED");
        assertThat(allowed(customer.get("/api/orders").body().at("/items/0"))).containsExactly("CANCELLED");
        assertThat(allowed(admin.get(path).body())).containsExactly("SHIPPED", "CANCELLED");
        assertThat(allowed(admin.get("/api/orders?userId=" + customerId).body().at("/items/0")))
                .containsExactly("SHIPPED", "CANCELLED");
        for (var wanted : List.of("SHIPPED", "DELIVERED", "PENDING", "EXPIRED", "ON_HOLD")) {
            assertThat(customer.patch(path, Map.of("status", wanted)).status())
                    .as(wanted)
                    .isEqualTo(403);
        }
        assertThat(customer.with("If-Match", "\"99\"")
                        .patch(path, Map.of("status", "CANCELLED"))
                        .status())
                .isEqualTo(412);

        var cancelled = customer.with("If-Match", seen.header("ETag"))
                .patch(path, Map.of("status", "CANCELLED", "reason", "too late"));
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(cancelled.text("cancellationReason")).isEqualTo("too late");
        assertThat(allowed(cancelled.body())).isEmpty();
        var again = customer.patch(path, Map.of("status", "CANCELLED"));
        assertThat(again.status()).as("same to same").isEqualTo(200);
        assertThat(again.number("version")).isEqualTo(3);
        // payment-service gives back the money of what is CANCELLED and PAID, however it was cancelled.
        var published = KafkaProbe.await(
                "order_status",
                event -> event.get("subject").stringValue().equals(id)
                        && event.get("aggregateversion").longValue() == 3);
        Contracts.assertValid("order_status", published);
        assertThat(published.get("data").get("paymentStatus").stringValue()).isEqualTo("PAID");
        assertThat(published.get("data").get("previousStatus").stringValue()).isEqualTo("CONFIRMED");
    }

    @Test
    void whatIsOnItsWayIsNoLongerTheOwnersToCancel() {
        var id = place(newProduct(1250), 2);
        pay(id, "PAID", 1);
        await(id, "CONFIRMED");
        var path = "/api/orders/" + id;
        admin.patch(path, Map.of("status", "SHIPPED"));

        assertThat(allowed(customer.get(path).body())).isEmpty();
        assertThat(allowed(admin.get(path).body())).containsExactly("DELIVERED");
        for (var refused : List.of(
                customer.patch(path, Map.of("status", "CANCELLED")), customer.post(path + "/cancel", Map.of()))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("code")).isEqualTo("illegal_transition");
            assertThat(allowed(refused.body())).isEmpty();
        }
    }

    private static List<String> allowed(JsonNode body) {
        return body.get("allowedTransitions")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    @Test
    void paymentServiceAsksWhatIsPayable() {
        var id = place(newProduct(1250), 2);

        var payable = payments.get("/internal/orders/" + id + "/payable");
        assertThat(payable.body().propertyNames())
                .containsExactlyInAnyOrder(
                        "orderId", "number", "userId", "items", "total", "payable", "status", "reservationExpiresAt");
        assertThat(payable.body().get("payable").booleanValue()).isTrue();
        assertThat(payable.text("userId")).isEqualTo(customerId.toString());
        var item = payable.body().get("items").get(0);
        assertThat(item.propertyNames()).containsExactlyInAnyOrder("name", "quantity", "unitPrice");
        assertThat(item.get("quantity").intValue()).isEqualTo(2);
        assertThat(item.get("unitPrice").get("amountMinor").longValue()).isEqualTo(1250);

        pay(id, "FAILED", 1);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(customer.get("/api/orders/" + id).text("paymentStatus"))
                                .isEqualTo("FAILED"));
        assertThat(payments.get("/internal/orders/" + id + "/payable")
                        .body()
                        .get("payable")
                        .booleanValue())
                .isTrue();
        assertThat(payments.get("/internal/orders/" + UUID.randomUUID() + "/payable")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void paymentServiceAsksWhatHasChanged() {
        var id = place(newProduct(1250), 2);
        var placedAt = customer.get("/api/orders/" + id).text("createdAt");

        var changed = payments.get("/internal/orders?size=500&changedSince=" + placedAt);

        var item = changed.body()
                .get("items")
                .valueStream()
                .filter(order -> order.get("orderId").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(item.propertyNames())
                .containsExactlyInAnyOrder(
                        "orderId", "userId", "status", "paymentStatus", "total", "placedAt", "statusSince");
        assertThat(changed.body().has("next")).isFalse();
        assertThat(payments.get("/internal/orders?size=501&changedSince=" + placedAt)
                        .status())
                .isEqualTo(400);
        assertThat(payments.get("/internal/orders").status()).isEqualTo(400);
        assertThat(customer.get("/internal/orders?changedSince=" + placedAt).status())
                .isIn(401, 403);
    }

    @Test
    void anAdministratorSeesAllThatHappenedToAnOrder() {
        var id = place(newProduct(1250), 2);
        SERVICES.setAttempt(id, "PAID");
        pay(id, "PAID", 1);
        await(id, "CONFIRMED");
        var path = "/api/orders/" + id + "/timeline";

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(admin.get(path).body().get("events").valueStream())
                                .extracting(event -> event.get("topic").stringValue())
                                .containsExactlyInAnyOrder("order_placed", "payment_status", "order_status"));

        var full = admin.get(path);
        var published = KafkaProbe.records("order_placed").stream()
                .filter(message -> id.equals(message.key()))
                .findFirst()
                .orElseThrow();
        var placed = full.body()
                .get("events")
                .valueStream()
                .filter(event -> event.get("topic").stringValue().equals("order_placed"))
                .findFirst()
                .orElseThrow();
        assertThat(placed.get("partition").intValue()).isEqualTo(published.partition());
        assertThat(placed.get("offset").longValue()).isEqualTo(published.offset());
        assertThat(full.text("payments/0/refunds/0/state")).isEqualTo("SUCCEEDED");
        assertThat(full.text("notifications/0/deliveries/0/channel")).isEqualTo("EMAIL");
        assertThat(full.body().get("unavailable")).isEmpty();
        assertThat(customer.get(path).body().propertyNames()).containsExactly("items");

        SERVICES.setDown("/internal/payments", "/internal/notifications");
        try {
            var partial = admin.get(path);
            assertThat(partial.status()).isEqualTo(200);
            assertThat(partial.body().get("items")).hasSize(2);
            assertThat(partial.body().get("unavailable"))
                    .extracting(JsonNode::stringValue)
                    .containsExactlyInAnyOrder("payment-service", "notification-service");
        } finally {
            SERVICES.setDown(false);
        }
    }

    @Test
    void knownProductsAreOrderedWhileTheCatalogueAndTheCartsAreDown() {
        var product = newProduct(1250);
        SERVICES.setDown("/internal/products", "/internal/carts");
        try {
            assertThat(customer.post("/api/orders", order(product, 1)).status()).isEqualTo(201);
            assertThat(customer.post("/api/orders", order(UUID.randomUUID(), 1)).status())
                    .isEqualTo(503);
            assertThat(customer.post("/api/orders", fromCart()).status()).isEqualTo(503);
        } finally {
            SERVICES.setDown(false);
        }
    }

    @Test
    void anAdministratorSeesHowTheShopDoes() {
        var paid = place(newProduct(1250), 2);
        pay(paid, "PAID", 1);
        await(paid, "CONFIRMED");
        var forgotten = place(newProduct(1250), 2);
        sql.sql(
                        "UPDATE orders SET status = 'CANCELLED', payment_status = 'PAID', status_since = now() - interval '1 hour'"
                                + " WHERE id = CAST(:id AS uuid)")
                .param("id", forgotten)
                .update();

        var summary = admin.get("/api/admin/summary");

        assertThat(summary.status()).isEqualTo(200);
        var today = LocalDate.now(ZoneOffset.UTC);
        assertThat(summary.text("to")).isEqualTo(today.toString());
        assertThat(summary.text("from")).isEqualTo(today.minusDays(29).toString());
        var sales = summary.body().get("salesByDay").valueStream().toList();
        assertThat(sales.getLast().get("currency").stringValue()).isEqualTo("EUR");
        assertThat(sales.getLast().get("grossMinor").longValue()).isGreaterThanOrEqualTo(5000);
        var hours = summary.body().get("salesByHour").valueStream().toList();
        assertThat(hours.stream().map(hour -> Instant.parse(hour.get("hour").stringValue())))
                .isSorted()
                .allMatch(hour -> hour.equals(hour.truncatedTo(ChronoUnit.HOURS)))
                .allMatch(hour -> !hour.isBefore(
                        today.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
        assertThat(sum(hours, "grossMinor"))
                .isPositive()
                .isEqualTo(sum(
                        sales.stream()
                                .filter(day -> !LocalDate.parse(day.get("day").stringValue())
                                        .isBefore(today.minusDays(1)))
                                .toList(),
                        "grossMinor"));
        assertThat(summary.number("ordersByState/CONFIRMED")).isPositive();
        assertThat(summary.body().get("stuckOrders").valueStream())
                .filteredOn(order -> order.get("orderId").stringValue().equals(forgotten))
                .extracting(order -> order.get("reason").stringValue())
                .containsExactly("not_refunded");
        assertThat(summary.text("lowStock/0/sku")).isEqualTo("LAST");
        assertThat(summary.body().get("unavailable")).isEmpty();

        SERVICES.setDown("/internal/stock");
        try {
            var partial = admin.get("/api/admin/summary?from=2020-01-01&to=2020-12-31");
            assertThat(partial.body().get("salesByDay")).isEmpty();
            assertThat(partial.body().get("salesByHour")).isEmpty();
            assertThat(partial.text("unavailable/0")).isEqualTo("inventory-service");
        } finally {
            SERVICES.setDown(false);
        }
        assertThat(admin.get("/api/admin/summary?from=2020-01-01&to=2021-01-01").wrongFields())
                .containsExactly("to");
        assertThat(admin.get("/api/admin/summary?from=yesterday").status()).isEqualTo(400);
        assertThat(customer.get("/api/admin/summary").status()).isEqualTo(403);
        assertThat(all.get("/api/admin/summary").status()).isEqualTo(401);
    }

    private static long sum(List<JsonNode> rows, String field) {
        return rows.stream().mapToLong(row -> row.get(field).longValue()).sum();
    }

    @Test
    void listsAreFilteredSortedAndPaged() {
        var product = newProduct(100);
        var ids = new ArrayList<String>();
        for (var quantity : List.of(3, 1, 2)) {
            ids.add(place(product, quantity));
        }
        customer.patch("/api/orders/" + ids.get(1), Map.of("status", "CANCELLED"));

        assertThat(ids(customer.get("/api/orders"))).containsExactlyElementsOf(ids.reversed());
        assertThat(ids(customer.get("/api/orders?sort=total"))).containsExactly(ids.get(1), ids.get(2), ids.get(0));
        assertThat(ids(customer.get("/api/orders?status=CANCELLED"))).containsExactly(ids.get(1));
        assertThat(ids(customer.get("/api/orders?size=2&page=1"))).containsExactly(ids.get(0));
        var second = customer.get("/api/orders/" + ids.get(1)).text("createdAt");
        assertThat(ids(customer.get("/api/orders?sort=createdAt&from=" + second)))
                .containsExactly(ids.get(1), ids.get(2));
        assertThat(ids(customer.get("/api/orders?to=" + second))).containsExactly(ids.get(0));
        assertThat(customer.get("/api/orders?sort=customerId").status()).isEqualTo(400);
        assertThat(customer.get("/api/orders?status=LOST").status()).isEqualTo(400);
        assertThat(customer.get("/api/orders?from=yesterday").status()).isEqualTo(400);
        assertThat(customer.get("/api/orders?size=101").status()).isEqualTo(400);
    }

    private UUID newProduct(long cents) {
        var product = UUID.randomUUID();
        tellProduct(product, cents, false, 1);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(sql.sql("SELECT count(*) FROM product_copy WHERE product_id = :product")
                                .param("product", product)
                                .query(Integer.class)
                                .single())
                        .isEqualTo(1));
        return product;
    }

    private static void tellProduct(UUID product, long cents, boolean archived, long version) {
        var event = envelope(Contracts.example("product_updated", "product.updated.v1"), product, version);
        var data = (ObjectNode) event.get("data");
        data.put("productId", product.toString()).put("sku", "SKU-" + product).put("archived", archived);
        ((ObjectNode) data.get("price")).put("amountMinor", cents);
        KafkaProbe.send("product_updated", event);
    }

    private String place(UUID product, int quantity) {
        var placed = customer.post("/api/orders", order(product, quantity));
        assertThat(placed.status()).isEqualTo(201);
        return placed.text("id");
    }

    private void pay(String order, String status, long version) {
        KafkaProbe.send("payment_status", payment(order, status, version));
    }

    private static ObjectNode payment(String order, String status, long version) {
        var event = envelope(Contracts.example("payment_status", "payment.status.v1"), UUID.fromString(order), version);
        ((ObjectNode) event.get("data")).put("orderId", order).put("status", status);
        return event;
    }

    private static ObjectNode envelope(ObjectNode example, UUID subject, long version) {
        return example.put("id", UUID.randomUUID().toString())
                .put("subject", subject.toString())
                .put("aggregateversion", version);
    }

    private void await(String order, String status) {
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(customer.get("/api/orders/" + order).text("status"))
                                .isEqualTo(status));
    }

    private static List<String> ids(Api.Answer page) {
        return page.body()
                .get("items")
                .valueStream()
                .map(order -> order.get("id").stringValue())
                .toList();
    }

    private static List<String> statuses(Api.Answer timeline) {
        return timeline.body()
                .get("items")
                .valueStream()
                .map(step -> step.get("status").stringValue())
                .toList();
    }

    private static Map<String, Object> order(UUID product, int quantity) {
        return order(List.of(item(product, quantity)));
    }

    private static Map<String, Object> order(List<?> items) {
        return Map.of("items", items, "shippingAddress", ADDRESS);
    }

    private static Map<String, Object> fromCart() {
        return Map.of("fromCart", true, "shippingAddress", ADDRESS);
    }

    private static Map<String, Object> item(UUID product, int quantity) {
        return Map.of("productId", product, "quantity", quantity);
    }
}
