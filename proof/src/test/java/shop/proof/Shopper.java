package shop.proof;

import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A person with an account, and what such a person does again and again. */
record Shopper(String id, String email, Client client) {

    static final String PASSWORD = "correct horse battery staple";
    static final String ADDRESS = """
            {"name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}""";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Signs a new customer up and logs in. */
    static Shopper fresh() {
        var email = "proof-" + UUID.randomUUID() + "@example.org";
        // Password hashing is bulkheaded: a 503 with Retry-After under a burst of sign-ups is an answer to try again.
        var id = untilNotBusy(() -> Client.ofGateway().post("/api/user/signup", """
                                {"email": "%s", "password": "%s", "name": "Ada"}""".formatted(email, PASSWORD)))
                .expect(201)
                .text("id");
        return new Shopper(id, email, login(email, PASSWORD));
    }

    static Shopper admin() {
        var fleet = Fleet.running();
        return new Shopper("", fleet.adminEmail(), login(fleet.adminEmail(), fleet.adminPassword()));
    }

    static Client login(String email, String password) {
        var token = untilNotBusy(() -> Client.ofGateway().post("/api/user/login", """
                                {"email": "%s", "password": "%s"}""".formatted(email, password)))
                .expect(200)
                .text("accessToken");
        return Client.ofGateway().withToken(token);
    }

    /** As an administrator: a new product with its stock, ready to be ordered. Returns its id. */
    String createProduct(String name, long amountMinor, int stock) {
        var sku = "PROOF-" + UUID.randomUUID().toString().substring(0, 13).toUpperCase(java.util.Locale.ROOT);
        var id = client.post("/api/products", """
                        {"sku": "%s", "name": "%s", "price": {"amountMinor": %d, "currency": "EUR"}, "initialStock": %d}""".formatted(sku, name, amountMinor, stock))
                .expect(201)
                .text("id");
        Awaitility.await("stock of " + sku)
                .atMost(PATIENCE)
                .until(() -> client.get("/api/inventory/" + id).status() == 200
                        && client.get("/api/inventory/" + id).number("onHand") == stock);
        return id;
    }

    Answer order(String productId, int quantity) {
        return client.post("/api/orders", orderBody(productId, quantity));
    }

    /** As a careful client orders: with a key, and again under the same key while the shop says that it is busy. */
    Answer orderWithRetries(String productId, int quantity) {
        var keyed = client.with("Idempotency-Key", UUID.randomUUID().toString());
        return untilNotBusy(() -> keyed.post("/api/orders", orderBody(productId, quantity)));
    }

    static String orderBody(String productId, int quantity) {
        return """
                {"items": [{"productId": "%s", "quantity": %d}], "shippingAddress": %s}""".formatted(productId, quantity, ADDRESS);
    }

    Answer pay(String orderId, String paymentMethod) {
        return client.post("/api/payments", """
                {"orderId": "%s", "method": {"type": "card", "paymentMethod": "%s"}}""".formatted(orderId, paymentMethod));
    }

    Answer awaitOrder(String orderId, String status) {
        return Awaitility.await("order " + orderId + " to be " + status)
                .atMost(PATIENCE)
                .until(
                        () -> client.get("/api/orders/" + orderId),
                        answer -> answer.text("status").equals(status));
    }

    private static Answer untilNotBusy(java.util.concurrent.Callable<Answer> call) {
        return Awaitility.await("an answer other than busy")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        call,
                        answer -> answer.status() != 503 && !answer.text("code").equals("idempotency_in_progress"));
    }
}
