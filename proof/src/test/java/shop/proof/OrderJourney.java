package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One order, the whole way, and its turns for the worse. */
@BesideOthers
class OrderJourney {

    private final Shopper admin = Shopper.admin();

    @Test
    void fromSignUpToAPaidOrder() {
        var product = admin.createProduct("Blue mug", 1250, 10);
        var ada = Shopper.fresh();

        assertThat(Client.ofGateway()
                        .get("/api/products/" + product)
                        .expect(200)
                        .text("name"))
                .isEqualTo("Blue mug");
        ada.client().post("/api/cart/items", """
                        {"productId": "%s", "quantity": 2}""".formatted(product)).expect(200);

        var placed =
                ada.client().post("/api/orders", """
                        {"fromCart": true, "shippingAddress": %s}""".formatted(Shopper.ADDRESS)).expect(201);
        var order = placed.text("id");
        assertThat(placed.header("Location")).endsWith("/api/orders/" + order);
        assertThat(placed.text("status")).isEqualTo("PENDING");
        assertThat(placed.text("paymentStatus")).isEqualTo("UNPAID");
        assertThat(placed.number("total.amountMinor")).isEqualTo(2500);
        assertThat(placed.text("reservation.expiresAt")).isNotBlank();
        assertThat(admin.client().get("/api/inventory/" + product).expect(200).number("held"))
                .isEqualTo(2);
        assertThat(ada.client().get("/api/cart").expect(200).json().get("items"))
                .as("the cart is kept until the order is paid")
                .hasSize(1);

        var payment = ada.pay(order, "pm_card_visa").expect(201);
        assertThat(payment.number("amount.amountMinor")).isEqualTo(2500);

        var confirmed = ada.awaitOrder(order, "CONFIRMED");
        assertThat(confirmed.text("paymentStatus")).isEqualTo("PAID");
        Patience.await("the stock to be taken").untilAsserted(() -> {
            var stock = admin.client().get("/api/inventory/" + product).expect(200);
            assertThat(stock.number("onHand")).isEqualTo(8);
            assertThat(stock.number("held")).isZero();
        });
        Patience.await("the cart to be cleared")
                .until(() -> ada.client().get("/api/cart").json().get("items").isEmpty());
        Patience.await("the availability to be fresh")
                .until(() -> Client.ofGateway().get("/api/products/" + product).number("availability.available") == 8);
        var subjects = Patience.await("the mails of welcome, order and confirmation")
                .until(
                        () -> Mails.subjectsTo(ada.email()),
                        mails -> mails.contains("Your order is confirmed") && mails.size() >= 3);
        assertThat(subjects)
                .as("one mail per moment: confirmed and paid are one")
                .containsExactlyInAnyOrder("Welcome to Shopfleet", "We have your order", "Your order is confirmed");
    }

    @Test
    void aDeclinedCardLeavesTheOrderPayable() {
        var product = admin.createProduct("Teapot", 3900, 5);
        var ada = Shopper.fresh();
        var order = ada.order(product, 1).expect(201).text("id");

        ada.pay(order, "pm_card_chargeDeclined").expectProblem(402, "declined");
        Patience.await("the failure to reach the order")
                .until(() -> ada.client()
                        .get("/api/orders/" + order)
                        .text("paymentStatus")
                        .equals("FAILED"));
        assertThat(admin.client().get("/api/inventory/" + product).number("held"))
                .isEqualTo(1);

        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");
        ada.pay(order, "pm_card_visa").expectProblem(409, "order_not_payable");
    }

    @Test
    void aCancelledOrderGivesItsStockBack() {
        var product = admin.createProduct("Plate", 900, 3);
        var ada = Shopper.fresh();
        var order = ada.order(product, 3).expect(201).text("id");

        ada.client().patch("/api/orders/" + order, """
                {"status": "CANCELLED"}""").expect(200);

        Patience.await("the hold to be freed")
                .until(() -> admin.client().get("/api/inventory/" + product).number("available") == 3);
        Patience.await("payment-service to know")
                .until(() -> ada.pay(order, "pm_card_visa").status() == 409);
    }

    @Test
    void aRepeatWithTheSameKeyIsTheSameOrder() {
        var product = admin.createProduct("Bowl", 700, 4);
        var ada = Shopper.fresh();
        var keyed = ada.client().with("Idempotency-Key", UUID.randomUUID().toString());

        var first = keyed.post("/api/orders", Shopper.orderBody(product, 1)).expect(201);
        var second = keyed.post("/api/orders", Shopper.orderBody(product, 1)).expect(201);

        assertThat(second.text("id")).isEqualTo(first.text("id"));
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        keyed.post("/api/orders", Shopper.orderBody(product, 2)).expectProblem(422, "idempotency_key_reused");
        assertThat(admin.client().get("/api/inventory/" + product).number("held"))
                .isEqualTo(1);
    }

    @Test
    void nobodySeesAnothersOrderOrPayment() {
        var product = admin.createProduct("Spoon", 300, 4);
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        var order = ada.order(product, 1).expect(201).text("id");

        bob.client().get("/api/orders/" + order).expect(404);
        bob.client().patch("/api/orders/" + order, """
                {"status": "CANCELLED"}""").expect(404);
        bob.pay(order, "pm_card_visa").expect(404);

        var payment = ada.pay(order, "pm_card_visa").expect(201).text("id");
        ada.client().get("/api/payments/" + payment).expect(200);
        bob.client().get("/api/payments/" + payment).expect(404);
    }
}
