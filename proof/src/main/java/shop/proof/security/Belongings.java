package shop.proof.security;

import java.time.Duration;
import shop.proof.Shopper;

/** What a customer has besides an order: one of each kind that has an address of its own, and something in the cart. */
record Belongings(String payment, String address, String notification) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Makes them.
     *
     * @param product goes into the cart
     * @param payable an order of the customer, which gets an attempt to pay it
     * @param notifications how many are to be there before one of them is taken
     */
    static Belongings of(Shopper owner, String product, String payable, int notifications) throws InterruptedException {
        var payment = owner.client()
                .post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "intent"}}""".formatted(payable))
                .expect(201)
                .text("id");
        var address = owner.client()
                .post("/api/users/me/addresses", Shopper.ADDRESS)
                .expect(201)
                .text("id");
        var notification = Trial.until(
                        PATIENCE,
                        () -> owner.client().get("/api/notifications"),
                        answer -> answer.number("totalItems") >= notifications)
                .text("items.0.id");
        owner.client().post("/api/cart/items", """
                {"productId": "%s", "quantity": 1}""".formatted(product)).expect(200);
        return new Belongings(payment, address, notification);
    }
}
