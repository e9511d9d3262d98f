package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An order that looks like part of an attack waits for staff, and what they decide becomes of it. */
class RiskJourney {

    private static final String REVIEWS = "/api/admin/risk-reviews";

    /** An assessment that is not made within its 20 ms lets the order pass, and a machine that is busy has such moments. */
    private static final int MOST_TRIES = 10;

    private final Shopper admin = Shopper.admin();
    private final String street = "Street " + UUID.randomUUID();

    @Test
    void anOrderOnHoldCannotBePaidUntilStaffApproveIt() {
        var product = admin.createProduct("Wanted", 1250, 100);
        var buyer = Shopper.fresh();
        var order = placeRisky(buyer, product);

        buyer.pay(order, "pm_card_visa").expectProblem(409, "order_not_payable");
        var seen = buyer.client().get("/api/orders/" + order).expect(200);
        assertThat(seen.text("status")).isEqualTo("ON_HOLD");
        assertThat(seen.body())
                .as("the buyer sees the state and never the score")
                .doesNotContain("risk", "score");
        buyer.client().get(REVIEWS).expectProblem(403, "forbidden");
        var review = admin.client().get("/api/orders/" + order).expect(200);
        assertThat(review.json().at("/risk/0/score").doubleValue()).isGreaterThanOrEqualTo(0.8);
        assertThat(review.json().at("/risk/0/reasons")).isNotEmpty();
        assertThat(admin.client().get(REVIEWS + "?size=100").expect(200).body()).contains(order);

        decide(order, "approve").expect(200);

        Patience.await("the payment to be taken")
                .until(() -> buyer.pay(order, "pm_card_visa").status() == 201);
        buyer.awaitOrder(order, "CONFIRMED");
        decide(order, "reject").expectProblem(409, "order_not_on_hold");
        assertThat(admin.client()
                        .get("/api/orders/" + order + "/timeline")
                        .expect(200)
                        .body())
                .contains("\"RISK\"", "\"ADMIN\"", "decided by a journey");
        assertThat(admin.client()
                        .get("/api/admin/audit?object=order:" + order)
                        .expect(200)
                        .body())
                .contains("order.approved");
        Patience.await("the buyer to be notified")
                .untilAsserted(() -> assertThat(buyer.client()
                                .get("/api/notifications")
                                .expect(200)
                                .body())
                        .contains("ORDER_ON_HOLD", "ORDER_PAYABLE", "ORDER_CONFIRMED")
                        .doesNotContain("decided by a journey", "score"));
    }

    @Test
    void aPaidOrderOfWhoeverTriesCardsIsNotShippedAndItsMoneyGoesBackWhenRejected() {
        var product = admin.createProduct("Tried", 1250, 100);
        var buyer = Shopper.fresh();
        for (var declined = 0; declined < 3; declined++) {
            var tried = place(buyer, product).expect(201).text("id");
            buyer.pay(tried, "pm_card_chargeDeclinedInsufficientFunds").expect(402);
            awaitPaymentStatus(buyer, tried, "FAILED");
        }
        var order = placeAssessed(buyer, product);

        buyer.pay(order, "pm_card_riskLevelElevated").expect(201);

        buyer.awaitOrder(order, "ON_HOLD");
        admin.client()
                .patch("/api/orders/" + order, "{\"status\": \"SHIPPED\"}")
                .expectProblem(409, "illegal_transition");
        decide(order, "reject").expect(200);
        buyer.awaitOrder(order, "CANCELLED");
        awaitPaymentStatus(buyer, order, "REFUNDED");
    }

    private static void awaitPaymentStatus(Shopper buyer, String order, String status) {
        Patience.await("order " + order + " to be " + status)
                .until(() -> buyer.client()
                        .get("/api/orders/" + order)
                        .text("paymentStatus")
                        .equals(status));
    }

    /** An order that was assessed in time, so that what is known of its buyer counts when it is paid. */
    private String placeAssessed(Shopper buyer, String product) {
        for (var attempt = 0; attempt < MOST_TRIES; attempt++) {
            var order = place(buyer, product).expect(201).text("id");
            if (admin.client()
                    .get("/api/orders/" + order)
                    .expect(200)
                    .json()
                    .at("/risk/0/score")
                    .isNumber()) {
                return order;
            }
        }
        throw new AssertionError("no order was assessed in time, of " + MOST_TRIES + " by " + Instant.now());
    }

    @Test
    void aRejectedOrderGivesItsStockBack() {
        var product = admin.createProduct("Unwanted", 1250, 100);
        var buyer = Shopper.fresh();
        var order = placeRisky(buyer, product);
        var before = available(product);

        decide(order, "reject").expect(200);

        var cancelled = buyer.awaitOrder(order, "CANCELLED");
        assertThat(cancelled.body()).doesNotContain("decided by a journey");
        Patience.await("the stock to be free").until(() -> available(product) == before + 1);
    }

    private long available(String product) {
        return admin.client().get("/api/inventory/" + product).expect(200).number("available");
    }

    private Answer decide(String order, String decision) {
        return admin.client()
                .post(
                        REVIEWS + "/" + order + "/decision",
                        "{\"decision\": \"%s\", \"reason\": \"decided by a journey\"}".formatted(decision));
    }

    /** Five other new accounts have ordered to the address before. */
    private String placeRisky(Shopper buyer, String product) {
        for (var other = 0; other < 5; other++) {
            place(Shopper.fresh(), product).expect(201);
        }
        for (var attempt = 0; attempt < MOST_TRIES; attempt++) {
            var placed = place(buyer, product).expect(201);
            if (placed.text("status").equals("ON_HOLD")) {
                return placed.text("id");
            }
            var seen = admin.client().get("/api/orders/" + placed.text("id")).expect(200);
            assertThat(seen.json().at("/risk/0/score").isMissingNode())
                    .as("it passed because it was not assessed in time: %s", seen.body())
                    .isTrue();
        }
        throw new AssertionError("no order was assessed in time, of " + MOST_TRIES + " by " + Instant.now());
    }

    private Answer place(Shopper buyer, String product) {
        var keyed = buyer.client().with("Idempotency-Key", UUID.randomUUID().toString());
        return Shopper.untilNotBusy(() -> keyed.post("/api/orders", """
                {"items": [{"productId": "%s", "quantity": 1}], "shippingAddress":
                 {"name": "Ann", "line1": "%s", "city": "London", "postalCode": "W1", "country": "GB"}}""".formatted(product, street)));
    }
}
