package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fleet must not do, asked for politely. */
@BesideOthers
class RefusalJourney {

    @Test
    void aTamperedTokenIsRefusedAtTheGatewayAndAtTheServiceItself() {
        var shopper = Shopper.fresh();
        var tampered = withRoleAdmin(shopper.accessToken());

        var atTheGateway =
                Client.ofGateway().withToken(tampered).get("/api/orders").expect(401);
        assertThat(atTheGateway.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(atTheGateway.header("Content-Type")).startsWith("application/problem+json");
        Map.of("order-service", "/api/orders", "payment-service", "/api/payments", "cart-service", "/api/cart")
                .forEach((service, path) -> Client.of(Fleet.running().direct(service))
                        .withToken(tampered)
                        .get(path)
                        .expect(401));
        shopper.client().get("/api/orders").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/orders",
                "/orders",
                "/api/payments",
                "/api/cart/items",
                "/api/users/me",
                "/api/notifications"
            })
    void aProtectedRouteWantsAToken(String path) {
        var answer = path.endsWith("items")
                ? Client.ofGateway().post(path, "{}")
                : Client.ofGateway().get(path);

        assertThat(answer.status()).as(answer.request()).isIn(401, 400);
        if (!path.endsWith("items")) { // a cart may belong to a guest
            answer.expectProblem(401, "unauthorized");
        }
    }

    @Test
    void anAdminRouteWantsAnAdmin() {
        var shopper = Shopper.fresh();

        shopper.client().post("/api/products", """
                        {"sku": "X-1", "name": "X", "price": {"amountMinor": 1, "currency": "EUR"}}""").expectProblem(403, "forbidden");
        shopper.client().get("/api/users").expectProblem(403, "forbidden");
        shopper.client().patch("/api/inventory/" + UUID.randomUUID(), """
                        {"delta": 1, "reason": "mine"}""").expectProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/holds",
                "/actuator/health",
                "/actuator/env",
                "/eureka/apps",
                "/nowhere",
                "/api/nowhere",
                "/api/orders/..;/actuator",
                "/api/%2e%2e/actuator/env",
            })
    void insidesAreNotReachable(String path) {
        assertThat(Client.ofGateway().get(path).status()).as(path).isIn(400, 401, 404);
        assertThat(Shopper.admin().client().get(path).status()).as(path).isIn(400, 404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\": \"no mail\", \"password\": \"correct horse battery staple\", \"name\": \"A\"} | email",
                "{\"email\": \"a@example.org\", \"password\": \"short\", \"name\": \"A\"} | password",
                "{\"email\": \"a@example.org\", \"password\": \"correct horse battery staple\", \"name\": \"\"} | name",
                "{\"email\": \"a@example.org\", \"password\": \"correct horse battery staple\", \"name\": \"A\", \"role\": \"ADMIN\"} | role",
            })
    void aBadSignUpNamesTheField(String body, String field) {
        var answer = Client.ofGateway().post("/api/user/signup", body).expect(400);

        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("errors").findValuesAsString("field")).contains(field);
    }

    @Test
    void theSameMailInAnotherCaseIsTaken() {
        var shopper = Shopper.fresh();

        Client.ofGateway()
                .post(
                        "/api/user/signup",
                        Shopper.signUpBody(shopper.email().toUpperCase(Locale.ROOT), Shopper.PASSWORD, "Eve"))
                .expectProblem(409, "email_taken");
    }

    @Test
    void wrongPasswordAndUnknownMailGetTheSameAnswer() {
        var shopper = Shopper.fresh();
        var wrong = Client.ofGateway()
                .post("/api/user/login", Shopper.loginBody(shopper.email(), "not the password"))
                .expect(401);
        var unknown = Client.ofGateway()
                .post("/api/user/login", Shopper.loginBody(Shopper.freshEmail(), "not the password"))
                .expect(401);

        assertThat(unknown.text("code")).isEqualTo(wrong.text("code"));
        assertThat(unknown.text("detail")).isEqualTo(wrong.text("detail"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"items\": [], \"shippingAddress\": ADDRESS} | 422",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 0}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": -1}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 2147483648}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 1.5}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": \"1 OR 1\"}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 1, \"unitPrice\": 1}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"nothing\", \"quantity\": 1}], \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"019aa5f0-7a00-7000-8000-00000000dead\", \"quantity\": 1}], \"shippingAddress\": ADDRESS} | 404",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 1}]} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 1}], \"userId\": \"x\", \"shippingAddress\": ADDRESS} | 400",
                "{\"items\": [{\"productId\": \"PRODUCT\", \"quantity\": 1}], \"expectedTotal\": {\"amountMinor\": 1, \"currency\": \"EUR\"}, \"shippingAddress\": ADDRESS} | 409",
                "{\"items\": | 400",
            })
    void aBadOrderIsRefusedAndHoldsNothing(String body, int status) {
        var admin = Shopper.admin();
        var product = admin.createProduct("Jar", 500, 2);
        var filled = body.replace("ADDRESS", Shopper.ADDRESS).replace("PRODUCT", product);

        var answer = Shopper.fresh().client().post("/api/orders", filled).expect(status);

        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("code")).isNotBlank();
        assertThat(admin.client().get("/api/inventory/" + product).number("held"))
                .isZero();
    }

    @Test
    void anUnsignedWebhookIsRefused() {
        var event = """
                {"id": "evt_forged", "object": "event", "type": "payment_intent.succeeded", "data": {"object": {}}}""";

        Client.ofGateway().post("/api/payments/webhooks/stripe", event).expect(400);
        Client.ofGateway()
                .with("Stripe-Signature", "t=1,v1=00")
                .post("/api/payments/webhooks/stripe", event)
                .expect(400);
    }

    @Test
    void bothSpellingsOfAPathAreServedWithoutARedirect() {
        Client.ofGateway().get("/api/products").expect(200);
        Client.ofGateway().get("/api/products/").expect(200);
        Client.ofGateway().get("/products").expect(200);
        Client.ofGateway().get("/products/").expect(200);
        Client.ofGateway().get("/api/products?sort=passwordHash").expect(400);
        Client.ofGateway().get("/api/products?size=1000000").expect(400);
    }

    @Test
    void theRequestIdIsTakenOverOrMade() {
        assertThat(Client.ofGateway()
                        .with("X-Request-Id", "proof-1")
                        .get("/api/products")
                        .header("X-Request-Id"))
                .isEqualTo("proof-1");
        assertThat(Client.ofGateway().get("/api/products").header("X-Request-Id"))
                .isNotBlank();
    }

    private static String withRoleAdmin(String token) {
        var parts = token.split("\\.", -1);
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"USER\"", "\"USER\",\"ADMIN\"");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + "." + parts[2];
    }
}
