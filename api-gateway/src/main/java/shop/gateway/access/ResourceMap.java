package shop.gateway.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;
import static shop.gateway.access.Resource.admin;
import static shop.gateway.access.Resource.open;
import static shop.gateway.access.Resource.user;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.util.unit.DataSize;
import shop.gateway.problem.GatewayException.NoSuchPath;
import shop.gateway.problem.GatewayException.WrongMethod;

/**
 * The resource map of the API: what is not in it does not exist for the world, whatever the services behind offer. The first row that
 * fits counts, so special addresses stand above the patterns that contain them. {@code application.yml} says which service answers.
 */
final class ResourceMap {

    private static final List<Resource> API = List.of(
            // Accounts
            open(on(POST), "/api/user/signup", "/register"),
            open(on(POST), "/api/user/login", "/login", "/token"),
            open(on(POST), "/api/refresh-token"),
            user(on(POST), "/api/user/logout"),
            user(on(GET, PATCH), "/api/users/me"),
            user(on(GET), "/user_profile"),
            user(on(PUT), "/api/users/me/avatar")
                    .upTo(DataSize.ofMegabytes(6)), // user-service says where its own limit is
            user(on(GET, DELETE), "/api/users/me/avatar"),
            user(on(GET, POST, PATCH, DELETE), "/api/users/me/addresses", "/api/users/me/addresses/{id}"),
            user(on(PATCH), "/api/users/me/password"),
            open(on(GET), "/api/users/{id}/avatar"),
            admin(on(GET), "/api/users", "/api/users/{id}"),
            admin(on(PUT), "/api/users/{id}/roles"),
            open(on(GET), "/.well-known/jwks.json"),

            // Catalogue
            admin(on(POST), "/api/products/import").upTo(DataSize.ofMegabytes(64)),
            admin(on(GET), "/api/products/export"),
            open(on(GET), "/api/products", "/products", "/api/products/{id}", "/products/{id}"),
            admin(on(POST), "/api/products", "/products"),
            admin(on(PATCH, PUT, DELETE), "/api/products/{id}", "/products/{id}"),
            open(on(GET), "/api/categories", "/api/categories/{id}"),
            admin(on(POST), "/api/categories"),
            admin(on(PATCH, DELETE), "/api/categories/{id}"),

            // Stock
            admin(on(GET), "/api/inventory", "/api/inventory/{productId}/movements"),
            open(on(GET), "/api/inventory/{productId}", "/inventory/{productId}"),
            admin(on(PATCH), "/api/inventory/{productId}", "/inventory/{productId}"),

            // Cart, of an account or of a guest
            open(on(GET, DELETE), "/api/cart"),
            open(on(POST), "/api/cart/items"),
            open(on(PATCH, DELETE), "/api/cart/items/{productId}"),
            user(on(POST), "/api/cart/merge"),

            // Orders
            user(on(GET), "/api/orders/stream", "/ws/orders"),
            user(on(GET, POST), "/api/orders", "/orders"),
            user(on(GET, PATCH), "/api/orders/{id}", "/orders/{id}"),
            user(on(POST), "/api/orders/{id}/cancel"),
            user(on(GET), "/api/orders/{id}/timeline"),

            // Payments
            open(on(GET), "/api/payments/callback/success", "/stripe-callback/payment-success"),
            open(on(GET), "/api/payments/callback/fail", "/stripe-callback/payment-fail"),
            open(on(POST), "/api/payments/webhooks/stripe"), // signed by the provider; payment-service checks that
            user(on(GET, POST), "/api/payments", "/payments"),
            user(on(GET), "/api/payments/{id}", "/payments/{id}"),
            admin(on(GET, POST), "/api/payments/{id}/refunds"),

            // Messages
            user(on(GET), "/api/notifications"),
            user(on(GET, PUT), "/api/notifications/preferences"),
            user(on(PATCH), "/api/notifications/{id}"),

            // Running the shop
            admin(on(GET), "/api/admin/dead-letters", "/api/admin/outbox", "/api/admin/reconciliation"),
            admin(on(GET), "/api/admin/summary"),
            admin(on(POST), "/api/admin/dead-letters/{id}/replay"),
            admin(on(DELETE), "/api/admin/dead-letters/{id}"),

            // Pages, descriptions, and the gateway's own state for a balancer in front of it
            open(on(GET), "/"),
            open(on(GET), "/swagger-ui.html", "/swagger-ui/{file}", "/v3/api-docs/{service}", "/asyncapi.json"),
            open(on(GET), "/livez", "/readyz"));

    private ResourceMap() {}

    /**
     * @throws NoSuchPath if there is nothing at the path
     * @throws WrongMethod if there is, for other methods
     */
    static Resource find(HttpMethod method, PathContainer path) {
        var others = new LinkedHashSet<HttpMethod>();
        for (var row : API) {
            if (!row.isAt(path)) {
                continue;
            }
            if (row.methods().contains(method)) {
                return row;
            }
            others.addAll(row.methods());
        }
        if (others.isEmpty()) {
            throw new NoSuchPath();
        }
        throw new WrongMethod(method, others);
    }

    /** Whoever may GET may ask for the headers alone. */
    private static Set<HttpMethod> on(HttpMethod... methods) {
        var set = new LinkedHashSet<>(List.of(methods));
        if (set.contains(GET)) {
            set.add(HEAD);
        }
        return Set.copyOf(set);
    }
}
