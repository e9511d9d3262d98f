package shop.proof;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/**
 * A person with an account, and what such a person does again and again.
 *
 * @param id the account's; empty where the login alone is known
 */
public record Shopper(String id, String email, String accessToken, String refreshToken) {

    public static final String PASSWORD = "correct horse battery staple";
    public static final String ADDRESS = """
            {"name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}""";
    private static final Duration SHORT_PAUSE = Duration.ofMillis(200);

    /** Signs a new customer up and logs in. */
    public static Shopper fresh() {
        return fresh("Ada");
    }

    public static Shopper fresh(String name) {
        var email = freshEmail();
        // Password hashing is bulkheaded: a 503 with Retry-After under a burst of sign-ups is an answer to try again.
        var signedUp =
                untilNotBusy(() -> Client.ofGateway().post("/api/user/signup", signUpBody(email, PASSWORD, name)));
        if (signedUp.status() == 409) {
            // Nobody else knows the address: a try that was answered 503 in the end has made the account.
            var shopper = login("", email, PASSWORD);
            var id = shopper.client().get("/api/users/me").expect(200).text("id");
            return new Shopper(id, email, shopper.accessToken(), shopper.refreshToken());
        }
        return login(signedUp.expect(201).text("id"), email, PASSWORD);
    }

    public static Shopper admin() {
        var fleet = Fleet.running();
        return login("", fleet.adminEmail(), fleet.adminPassword());
    }

    /** The same person after another login. */
    public Shopper again() {
        return login(id, email, PASSWORD);
    }

    public Client client() {
        return Client.ofGateway().withToken(accessToken);
    }

    public static String freshEmail() {
        return "proof-" + UUID.randomUUID() + "@example.org";
    }

    public static String signUpBody(String email, String password, String name) {
        return JsonMapper.shared().writeValueAsString(Map.of("email", email, "password", password, "name", name));
    }

    public static String loginBody(String email, String password) {
        return JsonMapper.shared().writeValueAsString(Map.of("email", email, "password", password));
    }

    private static Shopper login(String id, String email, String password) {
        var answer = untilNotBusy(() -> Client.ofGateway().post("/api/user/login", loginBody(email, password)))
                .expect(200);
        return new Shopper(id, email, answer.text("accessToken"), answer.text("refreshToken"));
    }

    /** As an administrator: a new product with its stock, ready to be ordered. Returns its id. */
    public String createProduct(String name, long amountMinor, int stock) {
        var sku = "PROOF-" + UUID.randomUUID().toString().substring(0, 13).toUpperCase(Locale.ROOT);
        var id = client().post("/api/products", """
                        {"sku": "%s", "name": "%s", "price": {"amountMinor": %d, "currency": "EUR"}, "initialStock": %d}""".formatted(sku, name, amountMinor, stock))
                .expect(201)
                .text("id");
        Patience.await("stock of " + sku)
                .until(() -> client().get("/api/inventory/" + id).status() == 200
                        && client().get("/api/inventory/" + id).number("onHand") == stock);
        return id;
    }

    public Answer order(String productId, int quantity) {
        return client().post("/api/orders", orderBody(productId, quantity));
    }

    /** As a careful client orders: with a key, and again under the same key while the shop says that it is busy. */
    public Answer orderWithRetries(String productId, int quantity) {
        var keyed = client().with("Idempotency-Key", UUID.randomUUID().toString());
        return untilNotBusy(() -> keyed.post("/api/orders", orderBody(productId, quantity)));
    }

    public static String orderBody(String productId, int quantity) {
        return """
                {"items": [{"productId": "%s", "quantity": %d}], "shippingAddress": %s}""".formatted(productId, quantity, ADDRESS);
    }

    public Answer pay(String orderId, String paymentMethod) {
        return client().post("/api/payments", """
                {"orderId": "%s", "method": {"type": "card", "paymentMethod": "%s"}}""".formatted(orderId, paymentMethod));
    }

    public Answer awaitOrder(String orderId, String status) {
        return Patience.await("order " + orderId + " to be " + status)
                .until(
                        () -> client().get("/api/orders/" + orderId),
                        answer -> answer.text("status").equals(status));
    }

    /** Asks again while the shop says that it is busy, as soon as it says that it may be asked again. */
    public static Answer untilNotBusy(Callable<Answer> call) {
        Fleet.running(); // its start, if this is the first call, is not what is waited for
        var pause = new AtomicReference<>(SHORT_PAUSE);
        return Awaitility.await("an answer other than busy")
                .atMost(Duration.ofMinutes(2))
                .pollInterval((_, _) -> pause.get())
                .until(
                        () -> {
                            var answer = call.call();
                            pause.set(retryAfter(answer));
                            return answer;
                        },
                        answer -> answer.status() != 503 && !answer.text("code").equals("idempotency_in_progress"));
    }

    private static Duration retryAfter(Answer answer) {
        var seconds = answer.header("Retry-After");
        return seconds.isEmpty() ? SHORT_PAUSE : Duration.ofSeconds(Long.parseLong(seconds));
    }
}
