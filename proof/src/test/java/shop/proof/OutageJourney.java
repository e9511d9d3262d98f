package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.proof.provider.Sandbox;

/** One service after the other is dead: what is not its job goes on, what is its job is refused at once, and nothing is lost. */
@Alone
class OutageJourney {

    private final Shopper admin = Shopper.admin();
    private final Shopper ada = Shopper.fresh();
    private final String product = admin.createProduct("Steady", 1250, 10);

    @Test
    void withoutNotificationsOrdersArePaidAndTheMessagesArriveLater() {
        without("notification-service", () -> {
            pay(order()).expect(201);
            refused(ada.client().get("/api/notifications"));
        });

        Patience.await("the messages of what happened meanwhile")
                .until(() -> ada.client()
                        .get("/api/notifications")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(message -> message.get("kind").stringValue())
                        .anyMatch("ORDER_CONFIRMED"::equals));
    }

    @Test
    void withoutAccountsValidTokensKeepWorking() {
        without("user-service", () -> {
            var order = order();
            pay(order).expect(201);
            ada.awaitOrder(order, "CONFIRMED");
            refused(ada.client().get("/api/users/me"));
            refused(Client.ofGateway().post("/api/user/login", Shopper.loginBody(ada.email(), Shopper.PASSWORD)));
        });

        Shopper.untilNotBusy(() -> ada.client().get("/api/users/me")).expect(200);
    }

    @Test
    void withoutTheCatalogKnownProductsAreSold() {
        without("product-service", () -> {
            var order = order();
            pay(order).expect(201);
            ada.awaitOrder(order, "CONFIRMED");
            ada.client().post("/api/cart/items", """
                    {"productId": "%s", "quantity": 1}""".formatted(product)).expect(200);
            refused(Client.ofGateway().get("/api/products/" + product));
        });
    }

    @Test
    void withoutStockNothingIsOrderedAndWhatWasOrderedIsPaid() {
        var order = order();
        without("inventory-service", () -> {
            refused(ada.order(product, 1));
            assertThat(ada.client().get("/api/orders").expect(200).number("totalItems"))
                    .as("orders saved")
                    .isEqualTo(1);
            pay(order).expect(201);
            ada.awaitOrder(order, "CONFIRMED");
        });

        Patience.await("the piece to be taken after all").untilAsserted(() -> {
            var stock = admin.client().get("/api/inventory/" + product).expect(200);
            assertThat(stock.number("onHand")).isEqualTo(9);
            assertThat(stock.number("held")).isZero();
        });
    }

    @Test
    void withoutCartsSingleProductsAreOrdered() {
        ada.client().post("/api/cart/items", """
                {"productId": "%s", "quantity": 2}""".formatted(product)).expect(200);
        without("cart-service", () -> {
            refused(ada.client().get("/api/cart"));
            refused(ada.client().post("/api/orders", """
                    {"fromCart": true, "shippingAddress": %s}""".formatted(Shopper.ADDRESS)));
            pay(order()).expect(201);
        });

        assertThat(Shopper.untilNotBusy(() -> ada.client().get("/api/cart"))
                        .expect(200)
                        .number("items.0.quantity"))
                .as("two in the cart, one of them bought meanwhile")
                .isBetween(1L, 2L);
    }

    @Test
    void withoutPaymentsOrdersArePlacedAndPaidLater() {
        var orders = new String[1];
        without("payment-service", () -> {
            orders[0] = order();
            refused(ada.pay(orders[0], "pm_card_visa"));
        });

        pay(orders[0]).expect(201);
        ada.awaitOrder(orders[0], "CONFIRMED");
        assertThat(Sandbox.charged(orders[0])).isEqualTo(new Sandbox.Charged(1, 1250, 0));
    }

    @Test
    void withoutOrdersMoneyIsTakenAndTheOrderHearsOfItLater() {
        var order = order();
        var intent = Sandbox.intentOf(
                ada.client().post("/api/payments", """
                {"orderId": "%s", "method": {"type": "intent"}}""".formatted(order)).expect(201));
        without("order-service", () -> {
            refused(ada.client().get("/api/orders/" + order));
            refused(ada.order(product, 1));
            Client.ofGateway().get("/api/products/" + product).expect(200);
            ada.client().get("/api/cart").expect(200);
            Sandbox.confirm(intent, "pm_card_visa").expect(200);
            Patience.await("the payment")
                    .until(() -> ada.client()
                            .get("/api/payments?orderId=" + order)
                            .text("items.0.status")
                            .equals("PAID"));
        });

        Shopper.untilNotBusy(() -> ada.client().get("/api/orders/" + order)).expect(200);
        ada.awaitOrder(order, "CONFIRMED");
    }

    private String order() {
        return Shopper.untilNotBusy(() -> ada.order(product, 1)).expect(201).text("id");
    }

    /** A call between services may time out where the other journeys take all processors; what a client gets then is an answer to try again. */
    private Answer pay(String order) {
        return Shopper.untilNotBusy(() -> ada.pay(order, "pm_card_visa"));
    }

    /** At once, and with the time when it may be asked again. */
    private static void refused(Answer answer) {
        answer.expect(503);
        assertThat(answer.flawOfProblem())
                .as("%s -> %s", answer.request(), answer.body())
                .isEmpty();
        assertThat(answer.header("Retry-After")).as(answer.request()).matches("[0-9]+");
    }

    private static void without(String service, Runnable what) {
        Fleet.running().kill(service);
        try {
            what.run();
        } finally {
            Fleet.running().restart(service, Map.of());
        }
    }
}
