package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.proof.provider.Sandbox;

/** An order in rupees, paid through the second provider on its own page, and given back. */
@BesideOthers
class RazorpayJourney {

    private static final long PRICE = 249_900;

    private final Shopper admin = Shopper.admin();
    private final Shopper ada = Shopper.fresh();

    @Test
    void anOrderInRupeesIsPaidByLinkAndGivenBack() {
        var order = ada.order(product(), 1).expect(201).text("id");
        var payment = start(order, "{\"type\": \"checkout\", \"provider\": \"razorpay\"}")
                .expect(201);
        assertThat(payment.text("provider")).isEqualTo("razorpay");
        assertThat(payment.number("amount.amountMinor")).isEqualTo(PRICE);
        var page = payment.text("checkoutUrl");

        var number = ada.client().get("/api/orders/" + order).expect(200).text("number");
        assertThat(Sandbox.open(page).body()).contains("Order " + number + ": 1 × ", "2499.00 INR");
        assertThat(Sandbox.press(page, "action", "decline").body()).contains("Payment failed");
        var paid = Sandbox.press(page, "action", "pay");

        assertThat(paid.request()).contains("/api/payments/callback/razorpay");
        assertThat(paid.expect(303).header("Location"))
                .contains("/checkout/return?", "orderId=" + order, "status=PAID");
        ada.awaitOrder(order, "CONFIRMED");
        assertThat(charged(order)).isEqualTo("1 of 249900, refunded 0");

        admin.client()
                .post(
                        "/api/payments/" + payment.text("id") + "/refunds",
                        "{\"amountMinor\": 249900, \"reason\": \"came back\"}")
                .expect(201);
        Patience.await("the refund of " + order)
                .untilAsserted(() -> assertThat(
                                ada.client().get("/api/orders/" + order).text("paymentStatus"))
                        .isEqualTo("REFUNDED"));
        assertThat(charged(order)).isEqualTo("1 of 249900, refunded 249900");
    }

    @Test
    void theScriptInTheShopsPagePaysAnIntent() {
        var order = ada.order(product(), 1).expect(201).text("id");
        var payment = start(order, "{\"type\": \"intent\", \"provider\": \"razorpay\"}")
                .expect(201);

        var brought = Client.of(Fleet.running().razorpay())
                .with("Content-Type", "application/x-www-form-urlencoded")
                .post("/checkout/" + payment.text("clientSecret"), "action=pay")
                .expect(200);

        assertThat(Client.ofGateway()
                        .post("/api/payments/callback/razorpay", brought.body())
                        .expect(303)
                        .header("Location"))
                .contains("/checkout/return?", "orderId=" + order, "status=PAID");
        Client.ofGateway()
                .post("/api/payments/callback/razorpay", brought.body().replace("pay_", "pay_x"))
                .expect(400);
        ada.awaitOrder(order, "CONFIRMED");
    }

    @Test
    void whatItDoesNotTakeIsRefusedAndForgedWebhooksAre() {
        var order = ada.order(product(), 1).expect(201).text("id");

        start(order, "{\"type\": \"card\", \"provider\": \"razorpay\", \"paymentMethod\": \"pm_card_visa\"}")
                .expectProblem(422, "method_not_supported");
        start(order, "{\"type\": \"checkout\", \"provider\": \"paypal\"}").expect(400);
        Client.ofGateway()
                .with("X-Razorpay-Signature", "0".repeat(64))
                .post("/api/payments/webhooks/razorpay", "{\"event\": \"order.paid\"}")
                .expectProblem(400, "bad_webhook");
    }

    private Answer start(String order, String method) {
        return ada.client().post("/api/payments", "{\"orderId\": \"%s\", \"method\": %s}".formatted(order, method));
    }

    private static String charged(String order) {
        var total = Client.of(Fleet.running().razorpay())
                .get("/sandbox/summary?order_id=" + order)
                .expect(200)
                .json()
                .at("/orders/" + order);
        return total.path("captures").asInt() + " of " + total.path("captured").asLong() + ", refunded "
                + total.path("refunded").asLong();
    }

    /** With a price in rupees, and in stock. */
    private String product() {
        var sku = "RUPEE-" + UUID.randomUUID().toString().substring(0, 13).toUpperCase(Locale.ROOT);
        var id = admin.client()
                .post("/api/products", """
                        {"sku": "%s", "name": "Sari", "price": {"amountMinor": %d, "currency": "INR"}, "initialStock": 5}""".formatted(sku, PRICE))
                .expect(201)
                .text("id");
        Patience.await("stock of " + sku)
                .until(() -> admin.client().get("/api/inventory/" + id).status() == 200);
        return id;
    }
}
