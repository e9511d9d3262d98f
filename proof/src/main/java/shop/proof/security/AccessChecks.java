package shop.proof.security;

import java.util.List;
import java.util.Map;
import shop.proof.Client;
import shop.proof.Shopper;

/** Who may do what, beside the matrix: checks 26 to 29, 32 and 47. */
final class AccessChecks {

    private static final String NOBODY = "019aa5f0-7a00-7000-8000-00000000dead";

    private AccessChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(26, "POST /api/orders by B with userId=A", "400, or B's order", AccessChecks::orderForAnother),
                Check.of(27, "GET /api/orders/{B's}/items/{A's item}", "404", AccessChecks::itemOfAnother),
                Check.of(
                        28,
                        "A on admin routes; X-HTTP-Method-Override: DELETE",
                        "403; ignored",
                        AccessChecks::adminRoutes),
                Check.of(29, "sign-up with role, enabled, id", "400 unknown field", AccessChecks::signUpAsAdmin),
                Check.of(
                        32,
                        "public products, B's orders and search with A's data in the shop",
                        "no mail, hash, address of A",
                        AccessChecks::leaks),
                Check.of(
                        47,
                        "X-User-Id, X-Roles of others through the gateway; the same straight to the services",
                        "B's view; 401",
                        AccessChecks::identityHeaders));
    }

    private static void orderForAnother(Trial trial) {
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        var product = Shopper.admin().createProduct("Cup", 500, 5);
        for (var field : List.of("userId", "customerId", "buyerId", "user")) {
            var body = Shopper.orderBody(product, 1).replaceFirst("\\{", "{\"" + field + "\": \"" + ada.id() + "\", ");
            trial.expect(
                    "POST /api/orders with " + field + " of another",
                    bob.client().post("/api/orders", body),
                    400);
        }
        trial.expect(
                "POST /api/orders?userId=A",
                bob.client().post("/api/orders?userId=" + ada.id(), Shopper.orderBody(product, 1)),
                400);
        var orders = ada.client().get("/api/orders");
        trial.that("A's orders after that", "none", orders.number("totalItems"), orders.number("totalItems") == 0);
    }

    private static void itemOfAnother(Trial trial) {
        var product = Shopper.admin().createProduct("Cup", 500, 5);
        var bob = Shopper.fresh();
        Shopper.fresh().order(product, 1).expect(201);
        var own = bob.order(product, 1).expect(201).text("id");
        trial.expect(
                "GET /api/orders/{B's}/items/{product}",
                bob.client().get("/api/orders/" + own + "/items/" + product),
                404);
    }

    private static void adminRoutes(Trial trial) {
        var admin = Shopper.admin();
        var product = admin.createProduct("Saucer", 400, 5);
        var shopper = Shopper.fresh();
        trial.refused(shopper.client().get("/api/users"), 403, "forbidden")
                .expect("GET /api/users/{own id}", shopper.client().get("/api/users/" + shopper.id()), 200)
                .refused(
                        "GET /api/users/{another's id}",
                        shopper.client().get("/api/users/" + Shopper.fresh().id()),
                        404,
                        "user_not_found")
                .refused(
                        "PUT /api/users/{own id}/roles ADMIN",
                        shopper.client().put("/api/users/" + shopper.id() + "/roles", """
                                {"roles": ["USER", "ADMIN"]}"""),
                        403,
                        "forbidden")
                .refused("POST /api/products", shopper.client().post("/api/products", """
                                {"sku": "X-1", "name": "X", "price": {"amountMinor": 1, "currency": "EUR"}}"""), 403, "forbidden")
                .refused(
                        "DELETE /api/products/{id}",
                        shopper.client().delete("/api/products/" + product),
                        403,
                        "forbidden")
                .refused(
                        "PATCH /api/inventory/{id}",
                        shopper.client().patch("/api/inventory/" + product, """
                                {"delta": 1, "reason": "mine"}"""),
                        403,
                        "forbidden")
                .refused(
                        "GET /api/admin/signing-keys",
                        shopper.client().get("/api/admin/signing-keys"),
                        403,
                        "forbidden");
        for (var header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            trial.expect(
                    "admin: GET /api/products/{id} with " + header + ": DELETE",
                    admin.client().with(header, "DELETE").get("/api/products/" + product),
                    200);
            var post = admin.client().with(header, "DELETE").post("/api/products/" + product + "?_method=DELETE", "{}");
            trial.expect("admin: POST /api/products/{id}?_method=DELETE with " + header + ": DELETE", post, 404, 405);
        }
        trial.expect("the product after that", Client.ofGateway().get("/api/products/" + product), 200);
    }

    private static void signUpAsAdmin(Trial trial) {
        Map.of(
                        "role",
                        "\"ADMIN\"",
                        "roles",
                        "[\"ADMIN\"]",
                        "enabled",
                        "true",
                        "id",
                        "1",
                        "status",
                        "\"ACTIVE\"",
                        "tokenVersion",
                        "7")
                .forEach((field, value) -> {
                    var body = Shopper.signUpBody(Shopper.freshEmail(), Shopper.PASSWORD, "Eve")
                            .replaceFirst("\\{", "{\"" + field + "\": " + value + ", ");
                    trial.expect(
                            "POST /api/user/signup with " + field + ": " + value,
                            trial.stranger().post("/api/user/signup", body),
                            400);
                });
        var shopper = Shopper.fresh();
        for (var field : List.of("roles", "email", "id", "status", "passwordHash")) {
            var body = "{\"" + field + "\": " + (field.equals("roles") ? "[\"ADMIN\"]" : "\"x\"") + "}";
            trial.expect("PATCH /api/users/me with " + field, shopper.client().patch("/api/users/me", body), 400);
        }
        var roles = shopper.client().get("/api/users/me").json().path("roles");
        trial.that("the roles after that", "[\"USER\"]", roles, roles.toString().equals("[\"USER\"]"));
    }

    private static void leaks(Trial trial) {
        var admin = Shopper.admin();
        var name = "Leakname" + Integer.toHexString(trial.random().nextInt());
        var ada = Shopper.fresh(name);
        var product = admin.createProduct("Leak test", 500, 5);
        var order = ada.client()
                .post("/api/orders", Shopper.orderBody(product, 1).replace("Ada Lovelace", name))
                .expect(201)
                .text("id");
        var bob = Shopper.fresh();
        for (var path : List.of(
                "/api/products/" + product,
                "/api/products?q=" + name,
                "/api/products?size=100",
                "/api/inventory/" + product,
                "/api/orders",
                "/api/payments",
                "/api/notifications",
                "/api/cart",
                "/api/users/me",
                "/api/orders/" + NOBODY)) {
            var answer = bob.client().get(path);
            var found = List.of(name, ada.email(), ada.id(), order, "passwordHash", "argon2").stream()
                    .filter(secret -> answer.body().contains(secret) && !path.contains(secret))
                    .toList();
            trial.that(
                    "B: GET " + path,
                    "nothing of A",
                    answer.status() + ", " + (found.isEmpty() ? "nothing" : found),
                    found.isEmpty());
        }
    }

    private static void identityHeaders(Trial trial) {
        var ada = Shopper.fresh();
        var bob = Shopper.fresh();
        var masked = bob.client()
                .with("X-User-Id", ada.id())
                .with("X-Roles", "ADMIN")
                .with("X-User-Roles", "ADMIN")
                .with("X-User", ada.email())
                .with("X-Authenticated-User", ada.id());
        var me = masked.get("/api/users/me");
        trial.that(
                "B: GET /api/users/me with X-User-Id of A",
                "B",
                me.text("id").equals(bob.id()) ? "B" : me.brief(),
                me.text("id").equals(bob.id()));
        trial.refused("B: GET /api/users with X-Roles: ADMIN", masked.get("/api/users"), 403, "forbidden");
        var anonymous = Client.ofGateway().with("X-User-Id", ada.id()).with("X-Roles", "ADMIN");
        trial.unauthorized("GET /api/orders with X-User-Id only", anonymous.get("/api/orders"));
        Map.of(
                        "user-service", "/api/users/me",
                        "order-service", "/api/orders",
                        "payment-service", "/api/payments",
                        "notification-service", "/api/notifications",
                        "inventory-service", "/api/inventory?lowStock=true",
                        "product-service", "/internal/products/" + NOBODY,
                        "cart-service", "/internal/carts/" + ada.id())
                .forEach((service, path) -> trial.expect(
                        service + "'s own port: GET " + path.replaceAll("[0-9a-f-]{36}", "{id}"),
                        anonymous.at(trial.fleet().direct(service)).get(path),
                        401));
    }
}
