package shop.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.order.support.StubServices;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of risky orders, in the whole service: held, decided by staff or by time, and what the customer sees of it. */
@FleetTest
@TestPropertySource(
        properties = {
            // A machine that is busy must not make an order pass.
            "order.risk.deadline=1m",
            // The card of the contract's example, with which customers pay here where a test says nothing of the card.
            "order.risk.shared-cards=Xt5EWLLDS7FJjR1c",
            "order.expire-every=200ms",
            "order.expire-look-every=200ms",
            "order.expire-settle=0s",
        })
class RiskReviewTest {

    static final StubServices SERVICES = new StubServices();
    private static final String REVIEWS = "/api/admin/risk-reviews";

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        for (var service : List.of(
                "inventory-service", "product-service", "cart-service", "payment-service", "notification-service")) {
            registry.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", SERVICES::url);
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.stop();
    }

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient sql;

    final UUID product = UUID.randomUUID();
    final UUID adminId = UUID.randomUUID();
    final String street = "Street " + UUID.randomUUID();
    Api all;
    Api customer;
    Api admin;
    Api payments;

    @BeforeEach
    void introduce() {
        SERVICES.sells(product, "SKU-" + product, 1250);
        all = new Api(port);
        customer = newCustomer();
        admin = all.as(TestTokens.admin(adminId));
        payments = all.as(TestTokens.service("payment-service", "order-service"));
    }

    @Test
    void theSixthNewAccountAtOneAddressWaitsForStaffAndIsPayableAgainOnceApproved() {
        var placed = placeRisky();
        var id = placed.text("id");

        assertThat(placed.text("status")).isEqualTo("ON_HOLD");
        assertThat(placed.body().hasNonNull("reservation")).isFalse();
        assertThat(placed.body().at("/_links/pay").isMissingNode()).isTrue();
        assertThat(SERVICES.holds(id)).as("its stock is held").isTrue();
        assertThat(payable(id)).isFalse();
        var orderPlaced = KafkaProbe.await("order_placed", event -> isAbout(event, id));
        Contracts.assertValid("order_placed", orderPlaced);
        assertThat(Instant.parse(orderPlaced.at("/data/reservationExpiresAt").stringValue()))
                .as("whoever reads no more than this does not take it for payable")
                .isBeforeOrEqualTo(
                        Instant.parse(orderPlaced.at("/data/placedAt").stringValue()));
        var held = KafkaProbe.await("order_status", event -> isAbout(event, id) && isStatus(event, "ON_HOLD"));
        Contracts.assertValid("order_status", held);
        assertThat(held.at("/data/previousStatus").stringValue()).isEqualTo("PENDING");

        decide(id, "approve", "knows the flat share").status(200);

        var approved = customer.get("/api/orders/" + id);
        assertThat(approved.text("status")).isEqualTo("PENDING");
        assertThat(Instant.parse(approved.text("reservation/expiresAt")))
                .as("the whole time to pay")
                .isAfter(Instant.now().plus(Duration.ofMinutes(14)));
        assertThat(payable(id)).isTrue();
        var again = KafkaProbe.await("order_status", event -> isAbout(event, id) && isStatus(event, "PENDING"));
        assertThat(again.at("/data/reservationExpiresAt").stringValue())
                .isEqualTo(approved.text("reservation/expiresAt"));
        pay(id, 1, Map.of("cardFingerprint", "fp-" + id, "cardCountry", "GB", "declines", 0, "riskScore", 20));
        await(id, "CONFIRMED");
        assertThat(admin.get("/api/orders/" + id).body().at("/risk/1/held").booleanValue())
                .as("what staff let go on is not held for the same reasons again")
                .isFalse();
    }

    @Test
    void bothDecisionsAreOnRecordWithWhoTookThem() {
        var approved = placeRisky().text("id");
        var rejected = place(newCustomer(), street).text("id");

        decide(approved, "approve", "knows the flat share").status(200);
        decide(rejected, "reject", "reshipper").status(200);
        decide(rejected, "approve", "too late").problem(409, "order_not_on_hold");

        assertThat(record(approved)).containsExactly("order.approved PENDING " + adminId);
        assertThat(record(rejected)).containsExactly("order.rejected CANCELLED " + adminId);
    }

    private List<String> record(String order) {
        return all.as(TestTokens.service("notification-service", "order-service"))
                .get("/internal/audit?object=order:" + order)
                .body()
                .get("items")
                .valueStream()
                .map(entry -> entry.get("action").stringValue() + " "
                        + entry.at("/details/to").stringValue() + " "
                        + entry.get("actor").stringValue())
                .toList();
    }

    @Test
    void theCustomerSeesThatItIsReviewedAndNothingElse() {
        var id = placeRisky().text("id");
        decide(id, "reject", "reshipper, seen before").status(200);

        var order = customer.get("/api/orders/" + id).body();
        var timeline = customer.get("/api/orders/" + id + "/timeline").body();
        var list = customer.get("/api/orders").body();
        var events = KafkaProbe.records("order_status").stream()
                .map(message -> String.valueOf(message.value()))
                .filter(event -> event.contains(id))
                .toList();

        assertThat(statuses(timeline)).containsExactly("PENDING", "ON_HOLD", "CANCELLED");
        for (var seen : List.of(order.toString(), timeline.toString(), list.toString(), events.toString())) {
            assertThat(seen).doesNotContainIgnoringCase("score", "reshipper", "velocity", "fraud", "accounts");
        }
        assertThat(order.has("risk")).isFalse();
        assertThat(order.get("cancellationReason").stringValue()).contains("review");
    }

    @Test
    void theTagOfTheCustomersFormNeverConfirmsTheStaffs() {
        var path = "/api/orders/" + placeRisky().text("id");
        var own = customer.get(path).header("ETag");
        var staffs = admin.get(path).header("ETag");

        assertThat(own).isNotEqualTo(staffs);
        for (var caller : List.of(customer, admin)) {
            var mine = caller == customer ? own : staffs;
            var others = caller == customer ? staffs : own;
            assertThat(caller.with("If-None-Match", mine).get(path).status()).isEqualTo(304);
            var shown = caller.with("If-None-Match", others).get(path);
            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.body().has("risk")).isEqualTo(caller == admin);
            assertThat(String.join(", ", shown.headers().allValues("Vary"))).contains("Authorization", "Cookie");
        }
        // What is learned of it later leaves its version alone.
        sql.sql("UPDATE risk_assessment SET held = NOT held WHERE order_id = :id")
                .param("id", UUID.fromString(path.substring("/api/orders/".length())))
                .update();
        assertThat(admin.with("If-None-Match", staffs).get(path).status()).isEqualTo(200);
        // A change may name the version by the tag of either form.
        for (var tag : List.of(own, staffs)) {
            assertThat(customer.with("If-Match", tag.replaceFirst("\\d+", "99"))
                            .patch(path, Map.of("status", "ON_HOLD"))
                            .status())
                    .isEqualTo(412);
            assertThat(customer.with("If-Match", tag)
                            .patch(path, Map.of("status", "ON_HOLD"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theOwnerCancelsAnOrderOnHoldByPatchToo() {
        var id = placeRisky().text("id");

        var cancelled = customer.patch("/api/orders/" + id, Map.of("status", "CANCELLED", "reason", "too slow"));

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(cancelled.body().get("allowedTransitions")).isEmpty();
        decide(id, "approve", "too late").problem(409, "order_not_on_hold");
    }

    @Test
    void staffSeeTheScoreWithItsReasonsAndWhoDecided() {
        var id = placeRisky().text("id");

        var order = admin.get("/api/orders/" + id);
        var review = admin.get(REVIEWS + "?size=100")
                .body()
                .get("items")
                .valueStream()
                .filter(one -> one.get("orderId").stringValue().equals(id))
                .findFirst()
                .orElseThrow();

        assertThat(order.text("risk/0/moment")).isEqualTo("PLACED");
        assertThat(order.body().at("/risk/0/score").doubleValue()).isGreaterThanOrEqualTo(0.8);
        assertThat(order.text("risk/0/model")).isEqualTo("fraud-v1");
        assertThat(order.text("risk/0/reasons/0/code")).isEqualTo("address_velocity");
        assertThat(order.body().at("/risk/0/reasons").valueStream())
                .filteredOn(reason -> reason.path("code").asString().equals("address_accounts"))
                .extracting(reason -> reason.path("count").asLong())
                .containsExactly(Math.round(Math.expm1(
                        order.body().at("/risk/0/features/address_accounts").doubleValue())));
        assertThat(order.body().at("/risk/0/returnScore").doubleValue()).isBetween(0.0, 1.0);
        assertThat(order.body().at("/risk/0/held").booleanValue()).isTrue();
        assertThat(review.get("resumes").stringValue()).isEqualTo("PENDING");
        assertThat(review.at("/risk/score")).isEqualTo(order.body().at("/risk/0/score"));
        assertThat(Duration.between(
                        Instant.parse(review.get("heldSince").stringValue()),
                        Instant.parse(review.get("decideUntil").stringValue())))
                .isEqualTo(Duration.ofDays(2));

        decide(id, "approve", "knows the flat share").status(200);
        var steps = admin.get("/api/orders/" + id + "/timeline").body().get("items");
        assertThat(steps.get(1).get("actor").stringValue()).isEqualTo("RISK");
        assertThat(steps.get(1).get("note").stringValue())
                .contains("risk score")
                .contains("fraud-v1");
        assertThat(steps.get(2).get("actor").stringValue()).isEqualTo("ADMIN");
        assertThat(steps.get(2).get("actorId").stringValue()).isEqualTo(adminId.toString());
        assertThat(steps.get(2).get("note").stringValue()).isEqualTo("knows the flat share");
        decide(id, "reject", "too late").problem(409, "order_not_on_hold");
        decide(UUID.randomUUID().toString(), "approve", "none").problem(404, "order_not_found");
    }

    @Test
    void aPaidOrderWhoseProviderCallsItTheHighestRiskIsNotShippedAndItsMoneyGoesBackIfRejected() {
        var id = place(customer, "Quiet " + street).text("id");
        pay(id, 1, Map.of("cardFingerprint", "fp-" + id, "cardCountry", "GB", "declines", 0, "riskScore", 90));
        await(id, "ON_HOLD");

        assertThat(customer.get("/api/orders/" + id).text("paymentStatus")).isEqualTo("PAID");
        assertThat(admin.patch("/api/orders/" + id, Map.of("status", "SHIPPED")).status())
                .isEqualTo(409);
        assertThat(admin.get("/api/orders/" + id).text("risk/1/reasons/0/code")).isEqualTo("provider_highest");

        decide(id, "reject", "chargeback expected").status(200);

        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("CANCELLED");
        // payment-service gives back the money of what is CANCELLED, as it does for every other cancelled order.
        var cancelled = KafkaProbe.await("order_status", event -> isAbout(event, id) && isStatus(event, "CANCELLED"));
        Contracts.assertValid("order_status", cancelled);
        assertThat(cancelled.at("/data/paymentStatus").stringValue()).isEqualTo("PAID");
        assertThat(cancelled.at("/data/previousStatus").stringValue()).isEqualTo("ON_HOLD");
        KafkaProbe.send("payment_status", payment(id, "REFUNDED", 2));
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() ->
                        customer.get("/api/orders/" + id).text("paymentStatus").equals("REFUNDED"));
    }

    @Test
    void aPaidOrderThatIsApprovedGoesOnToBeShipped() {
        var id = place(customer, "Quiet " + street).text("id");
        pay(id, 1, Map.of("riskScore", 90));
        await(id, "ON_HOLD");

        decide(id, "approve", "called the customer").status(200);

        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("CONFIRMED");
        assertThat(admin.patch("/api/orders/" + id, Map.of("status", "SHIPPED")).status())
                .isEqualTo(200);
    }

    @Test
    void theFifthAccountWithOneCardIsHeld() {
        for (var other = 0; other < 4; other++) {
            var buyer = newCustomer();
            var id = place(buyer, other + " " + street).text("id");
            pay(id, 1, Map.of("cardFingerprint", "fp-" + street, "cardCountry", "GB"));
            Awaitility.await()
                    .atMost(KafkaProbe.PATIENCE)
                    .until(() -> sql.sql("SELECT count(*) FROM risk_assessment WHERE order_id = CAST(:id AS uuid)")
                            .param("id", id)
                            .query(Integer.class)
                            .single()
                            .equals(2));
        }
        var fifth = place(customer, "5 " + street).text("id");

        pay(fifth, 1, Map.of("cardFingerprint", "fp-" + street, "cardCountry", "GB"));

        await(fifth, "ON_HOLD");
        assertThat(admin.get("/api/orders/" + fifth)
                        .body()
                        .at("/risk/1/reasons")
                        .valueStream()
                        .map(reason -> reason.get("code").stringValue()))
                .contains("card_accounts");
    }

    @Test
    void whatNobodyDecidesInTimeIsCancelled() {
        var id = placeRisky().text("id");
        var later = place(newCustomer(), street).text("id");

        sql.sql("UPDATE orders SET status_since = now() - interval '48 hours' WHERE id = CAST(:id AS uuid)")
                .param("id", id)
                .update();

        await(id, "CANCELLED");
        assertThat(admin.get("/api/orders/" + id + "/timeline").text("items/2/actor"))
                .isEqualTo("TIMER");
        assertThat(admin.get("/api/orders/" + later).text("status")).isEqualTo("ON_HOLD");
    }

    @Test
    void theCustomerMayCallOffWhatIsOnHold() {
        var id = placeRisky().text("id");

        assertThat(customer.post("/api/orders/" + id + "/cancel", Map.of()).status())
                .isEqualTo(202);

        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("CANCELLED");
    }

    @Test
    void onlyStaffSeeAndDecideReviews() {
        var id = placeRisky().text("id");
        var decision = Map.of("decision", "approve", "reason", "it is mine");

        assertThat(customer.get(REVIEWS).status()).isEqualTo(403);
        assertThat(customer.post(REVIEWS + "/" + id + "/decision", decision).status())
                .isEqualTo(403);
        assertThat(all.get(REVIEWS).status()).isEqualTo(401);
        assertThat(all.post(REVIEWS + "/" + id + "/decision", decision).status())
                .isEqualTo(401);
        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("ON_HOLD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"decision\": \"approve\"}",
                "{\"decision\": \"approve\", \"reason\": \" \"}",
                "{\"decision\": \"maybe\", \"reason\": \"x\"}",
                "{\"decision\": null, \"reason\": \"x\"}",
                "{\"decision\": 0, \"reason\": \"x\"}",
                "{\"decision\": \"approve\", \"reason\": \"x\", \"score\": 0}"
            })
    void aDecisionThatIsNoneIsRefused(String body) {
        var refused = admin.post(REVIEWS + "/" + UUID.randomUUID() + "/decision", body);

        assertThat(refused.status()).as(body).isEqualTo(400);
    }

    @Test
    void theListIsReadToItsEndByCursor() {
        var held = List.of(
                placeRisky().text("id"),
                place(newCustomer(), street).text("id"),
                place(newCustomer(), street).text("id"));
        var seen = new ArrayList<String>();
        var path = REVIEWS + "?size=1";
        for (var page = admin.get(path); ; page = admin.get(path)) {
            assertThat(page.status()).isEqualTo(200);
            page.body().get("items").forEach(one -> seen.add(one.get("orderId").stringValue()));
            var next = page.body().path("nextCursor").asString();
            if (next.isEmpty()) {
                break;
            }
            path = REVIEWS + "?size=1&cursor=" + next;
        }

        assertThat(seen).doesNotHaveDuplicates().containsSubsequence(held);
        assertThat(admin.get(REVIEWS + "?sort=score").status()).isEqualTo(400);
    }

    /** Five other new accounts order to the address first. */
    private Api.Answer placeRisky() {
        for (var other = 0; other < 5; other++) {
            place(newCustomer(), street);
        }
        return place(customer, street.toUpperCase(Locale.ROOT));
    }

    private Api newCustomer() {
        return all.as(TestTokens.user(UUID.randomUUID()));
    }

    private Api.Answer place(Api buyer, String line1) {
        var placed = buyer.post(
                "/api/orders",
                Map.of(
                        "items",
                        List.of(Map.of("productId", product, "quantity", 1)),
                        "shippingAddress",
                        Map.of("name", "Ann", "line1", line1, "city", "London", "postalCode", "W1", "country", "GB")));
        assertThat(placed.status()).isEqualTo(201);
        return placed;
    }

    private Decided decide(String order, String decision, String reason) {
        return new Decided(
                admin.post(REVIEWS + "/" + order + "/decision", Map.of("decision", decision, "reason", reason)));
    }

    private record Decided(Api.Answer answer) {

        void status(int expected) {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(expected);
        }

        void problem(int expected, String code) {
            status(expected);
            assertThat(answer.text("code")).isEqualTo(code);
        }
    }

    private boolean payable(String order) {
        return payments.get("/internal/orders/" + order + "/payable")
                .body()
                .get("payable")
                .booleanValue();
    }

    private static void pay(String order, long version, Map<String, Object> signals) {
        var event = payment(order, "PAID", version);
        signals.forEach((name, value) -> ((ObjectNode) event.get("data")).putPOJO(name, value));
        KafkaProbe.send("payment_status", event);
    }

    private static ObjectNode payment(String order, String status, long version) {
        var event = Contracts.example("payment_status", "payment.status.v1")
                .put("id", UUID.randomUUID().toString())
                .put("subject", order)
                .put("aggregateversion", version);
        var data = (ObjectNode) event.get("data");
        data.put("orderId", order).put("status", status);
        ((ObjectNode) data.get("amount")).put("amountMinor", 1250);
        return event;
    }

    private void await(String order, String status) {
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(admin.get("/api/orders/" + order).text("status"))
                                .isEqualTo(status));
    }

    private static boolean isAbout(JsonNode event, String order) {
        return event.at("/data/orderId").asString().equals(order);
    }

    private static boolean isStatus(JsonNode event, String status) {
        return event.at("/data/status").asString().equals(status);
    }

    private static List<String> statuses(JsonNode timeline) {
        return timeline.get("items")
                .valueStream()
                .map(step -> step.get("status").stringValue())
                .toList();
    }
}
