package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.proof.provider.Sandbox;

/** Every way to pay, to fail at it, and to get the money back, on the provider's own pages where a buyer would be there. */
@BesideOthers
class PaymentJourney {

    private static final String VISA = "4242424242424242";
    private static final String DECLINED = "4000000000000002";
    private static final long PRICE = 1250;

    private final Shopper admin = Shopper.admin();
    private final Shopper ada = Shopper.fresh();

    @Test
    void anIntentIsPaidByTheBuyersProgram() {
        var order = order();
        var payment = start(order, "intent");

        assertThat(payment.text("status")).isEqualTo("PROCESSING");
        assertThat(payment.number("amount.amountMinor")).isEqualTo(PRICE);
        Sandbox.confirm(Sandbox.intentOf(payment), "pm_card_visa").expect(200);

        ada.awaitOrder(order, "CONFIRMED");
        var paid = payment(payment.text("id"));
        assertThat(paid.text("status")).isEqualTo("PAID");
        assertThat(paid.text("clientSecret")).as("of a payment that is over").isEmpty();
        requireChargedOnce(order);
    }

    @Test
    void aCheckoutIsPaidOnThePageOfTheProvider() {
        var order = order();
        var checkout = start(order, "checkout").text("checkoutUrl");

        var placed = ada.client().get("/api/orders/" + order).expect(200);
        assertThat(Sandbox.open(checkout).body())
                .contains("Order " + placed.text("number"))
                .contains(placed.json().at("/items/0/name").stringValue(), "12.50 EUR");
        var tried = Sandbox.press(checkout, "action", "pay", "card", DECLINED);
        assertThat(tried.body()).as("the page after a decline").contains("Your card was declined");
        var paid = Sandbox.press(checkout, "action", "pay", "card", VISA);

        assertThat(paid.request()).contains("/api/payments/callback/success");
        requireReturn(paid, order, "PAID");
        ada.awaitOrder(order, "CONFIRMED");
        assertThat(Sandbox.open(checkout).body()).contains("This checkout is complete");
        requireChargedOnce(order);
    }

    @Test
    void whoGoesBackFromThePageOfTheProviderCanPayInAnotherWay() {
        var order = order();
        var checkout = start(order, "checkout").text("checkoutUrl");

        var cancelled = Sandbox.press(checkout, "action", "cancel");

        assertThat(cancelled.request()).contains("/api/payments/callback/fail");
        requireReturn(cancelled, order, "CANCELLED");
        assertThat(ada.pay(order, "pm_card_visa").expect(201).text("status")).isEqualTo("PAID");
        ada.awaitOrder(order, "CONFIRMED");
        requireChargedOnce(order);
    }

    /** The shop's own page is where a buyer ends up; what its address says of the state is what the provider said. */
    private static void requireReturn(Answer answer, String order, String status) {
        assertThat(answer.expect(303).header("Location"))
                .contains(":" + Fleet.running().gateway().getPort() + "/checkout/return?")
                .contains("orderId=" + order, "status=" + status);
    }

    @Test
    void aCallbackIsAHintOnly() {
        var order = order();
        var checkout = start(order, "checkout").text("checkoutUrl");
        var session = checkout.substring(checkout.lastIndexOf('/') + 1);

        var lie = Client.ofGateway().get("/api/payments/callback/success?session_id=" + session);

        requireReturn(lie, order, "PROCESSING");
        assertThat(ada.client().get("/api/orders/" + order).text("paymentStatus"))
                .isNotEqualTo("PAID");
        Client.ofGateway()
                .get("/stripe-callback/payment-success?session_id=cs_test_unknown")
                .expectProblem(404, "payment_not_found");
        Client.ofGateway().get("/api/payments/callback/success").expect(400);
    }

    @Test
    void afterADeclineTheSameOrderIsPaidWithAnotherCard() {
        var order = order();

        ada.pay(order, "pm_card_chargeDeclinedInsufficientFunds").expectProblem(402, "declined");
        awaitPayment(order, "FAILED");
        ada.pay(order, "pm_card_mastercard").expect(201);

        ada.awaitOrder(order, "CONFIRMED");
        var attempts = ada.client().get("/api/payments?orderId=" + order).expect(200);
        assertThat(attempts.json()
                        .get("items")
                        .valueStream()
                        .map(one -> one.get("status").stringValue()))
                .containsExactlyInAnyOrder("FAILED", "PAID");
        requireChargedOnce(order);
    }

    @Test
    void threeDSecureIsConfirmedOnTheBanksPage() {
        var order = order();
        var payment = ada.pay(order, "pm_card_threeDSecure2Required").expect(201);
        assertThat(payment.text("status")).isEqualTo("REQUIRES_ACTION");
        var bank = payment.text("nextActionUrl");
        assertThat(Sandbox.open(bank).body()).contains("3-D Secure", "12.50 EUR");

        var back = Sandbox.press(bank, "action", "complete");

        assertThat(back.expect(303).request()).contains("/api/payments/callback");
        ada.awaitOrder(order, "CONFIRMED");
        requireChargedOnce(order);
    }

    @Test
    void threeDSecureThatFailsLeavesTheOrderPayable() {
        var order = order();
        var bank = ada.pay(order, "pm_card_threeDSecure2Required").expect(201).text("nextActionUrl");

        Sandbox.press(bank, "action", "fail");

        awaitPayment(order, "FAILED");
        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");
        requireChargedOnce(order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"intent", "checkout"})
    void twoTabsThatPayAtOnceShareOneAttempt(String method) throws Exception {
        var order = order();

        var answers = AtOnce.times(4, () -> ada.client().post("/api/payments", body(order, method)));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.status())
                        .as(answer.request() + " -> " + answer.body())
                        .isIn(200, 201, 409));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        var known = ada.client().get("/api/payments?orderId=" + order).expect(200);
        assertThat(known.number("totalItems")).isEqualTo(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 409).map(answer -> answer.text("id")))
                .containsOnly(known.text("items.0.id"));
    }

    @Test
    void twoClicksOnPayChargeOnce() throws Exception {
        var order = order();

        var answers = AtOnce.times(4, () -> ada.pay(order, "pm_card_visa"));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.status())
                        .as(answer.request() + " -> " + answer.body())
                        .isIn(200, 201, 409));
        ada.awaitOrder(order, "CONFIRMED");
        requireChargedOnce(order);
    }

    @Test
    void anOrderCancelledBeforeItIsPaidCannotBePaidAnyMore() {
        var order = order();
        var intent = Sandbox.intentOf(start(order, "intent"));

        ada.client().post("/api/orders/" + order + "/cancel", "{}").expect(202);

        Patience.await("the attempt to be called off at the provider")
                .until(() -> Sandbox.intent(intent).path("status").asString().equals("canceled"));
        ada.pay(order, "pm_card_visa").expectProblem(409, "order_not_payable");
        assertThat(Sandbox.charged(order).captured()).isZero();
        assertThat(ada.client()
                        .post("/api/orders/" + order + "/cancel", "{}")
                        .expect(202)
                        .text("status"))
                .as("again")
                .isEqualTo("CANCELLED");
    }

    @Test
    void anOrderCancelledAfterItIsPaidIsPaidBackByItself() {
        var product = product();
        var order = ada.order(product, 1).expect(201).text("id");
        var payment = ada.pay(order, "pm_card_visa").expect(201).text("id");
        ada.awaitOrder(order, "CONFIRMED");

        ada.client().post("/api/orders/" + order + "/cancel", """
                {"reason": "changed my mind"}""").expect(202);

        awaitPayment(order, "REFUNDED");
        assertThat(payment(payment).text("status")).isEqualTo("REFUNDED");
        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, PRICE));
        Patience.await("the piece to be back")
                .until(() -> admin.client().get("/api/inventory/" + product).number("available") == 10);
    }

    @Test
    void whatIsOnItsWayIsNotCancelled() {
        var order = order();
        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");
        ada.client().patch("/api/orders/" + order, status("SHIPPED")).expectProblem(403, "forbidden");

        admin.client().patch("/api/orders/" + order, status("SHIPPED")).expect(200);
        ada.client().post("/api/orders/" + order + "/cancel", "{}").expectProblem(409, "illegal_transition");
        var refused = admin.client()
                .patch("/api/orders/" + order, status("CANCELLED"))
                .expectProblem(409, "illegal_transition");
        assertThat(refused.json().get("allowedTransitions").valueStream().map(one -> one.stringValue()))
                .containsExactly("DELIVERED");
        admin.client().patch("/api/orders/" + order, status("DELIVERED")).expect(200);
        admin.client().post("/api/orders/" + order + "/cancel", "{}").expectProblem(409, "illegal_transition");
        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, 0));
    }

    @Test
    void partialRefundsNeverGoAboveWhatWasTaken() throws Exception {
        var order = order();
        var payment = ada.pay(order, "pm_card_visa").expect(201).text("id");
        ada.awaitOrder(order, "CONFIRMED");

        refund(payment, 500).expect(201);
        awaitPayment(order, "PARTIALLY_REFUNDED");
        refund(payment, 751).expectProblem(409, "over_refund");
        var keyed = admin.client().with("Idempotency-Key", UUID.randomUUID().toString());
        var first = keyed.post("/api/payments/" + payment + "/refunds", refundBody(250))
                .expect(201);
        assertThat(keyed.post("/api/payments/" + payment + "/refunds", refundBody(250))
                        .expect(201)
                        .text("id"))
                .isEqualTo(first.text("id"));
        var rest = AtOnce.times(3, () -> refund(payment, 500));

        assertThat(rest).extracting(Answer::status).containsExactlyInAnyOrder(201, 409, 409);
        awaitPayment(order, "REFUNDED");
        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, PRICE));
        var refunds =
                admin.client().get("/api/payments/" + payment + "/refunds").expect(200);
        assertThat(refunds.json()
                        .get("items")
                        .valueStream()
                        .mapToLong(one -> one.at("/amount/amountMinor").longValue()))
                .containsExactlyInAnyOrder(500L, 250L, 500L);
        ada.client().get("/api/payments/" + payment + "/refunds").expect(403);
    }

    private String product() {
        return admin.createProduct("Blue mug", PRICE, 10);
    }

    private String order() {
        return ada.order(product(), 1).expect(201).text("id");
    }

    private Answer start(String order, String method) {
        return ada.client().post("/api/payments", body(order, method)).expect(201);
    }

    private static String body(String order, String method) {
        return """
                {"orderId": "%s", "method": {"type": "%s"}}""".formatted(order, method);
    }

    private static String status(String status) {
        return """
                {"status": "%s"}""".formatted(status);
    }

    private Answer refund(String payment, long amount) {
        return admin.client().post("/api/payments/" + payment + "/refunds", refundBody(amount));
    }

    private static String refundBody(long amount) {
        return """
                {"amountMinor": %d, "reason": "a scratch"}""".formatted(amount);
    }

    private Answer payment(String id) {
        return ada.client().get("/api/payments/" + id).expect(200);
    }

    private void awaitPayment(String order, String status) {
        Patience.await("payment of order " + order + " to be " + status)
                .until(() -> ada.client()
                        .get("/api/orders/" + order)
                        .text("paymentStatus")
                        .equals(status));
    }

    private static void requireChargedOnce(String order) {
        assertThat(Sandbox.charged(order)).isEqualTo(new Sandbox.Charged(1, PRICE, 0));
    }
}
