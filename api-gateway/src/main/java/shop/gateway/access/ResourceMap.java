package shop.gateway.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;
import static shop.gateway.access.Resource.admin;
import static shop.gateway.access.Resource.adminPage;
import static shop.gateway.access.Resource.anybody;
import static shop.gateway.access.Resource.open;
import static shop.gateway.access.Resource.page;
import static shop.gateway.access.Resource.user;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    /** Tokens that one wrong guess costs an address. */
    private static final int WRONG_GUESS = 1;

    /** The same for what discloses whether somebody has an account, or sends mail to strangers: nobody needs it often. */
    private static final int ACCOUNT_DISCLOSURE = 5;

    private static final String PREFIX = "/api/";

    private static final List<Resource> API = List.of(
            // Accounts
            anybody(on(POST), "/api/user/signup", "/register").charging(ACCOUNT_DISCLOSURE, 409),
            anybody(on(POST), "/api/user/login", "/login", "/token").charging(WRONG_GUESS, 401),
            anybody(on(POST), "/api/refresh-token").charging(WRONG_GUESS, 401),
            anybody(on(POST), "/api/user/password-reset").charging(ACCOUNT_DISCLOSURE),
            anybody(on(POST), "/api/user/password-reset/confirm").charging(WRONG_GUESS, 400),
            user(on(POST), "/api/user/logout"),
            user(on(GET, PATCH), "/api/users/me"),
            user(on(GET), "/user_profile"),
            user(on(PUT), "/api/users/me/avatar")
                    .upTo(DataSize.ofMegabytes(6)), // user-service says where its own limit is
            user(on(GET, DELETE), "/api/users/me/avatar"),
            user(on(GET, POST, PATCH, DELETE), "/api/users/me/addresses", "/api/users/me/addresses/{id}"),
            user(on(PATCH), "/api/users/me/password").charging(WRONG_GUESS, 401),
            open(on(GET), "/api/users/{id}/avatar"),
            admin(on(GET), "/api/users"),
            user(on(GET), "/api/users/{id}"), // one's own, or an administrator
            admin(on(PUT), "/api/users/{id}/roles", "/api/users/{id}/status"),
            anybody(on(GET), "/.well-known/jwks.json"),

            // Catalogue
            admin(on(POST), "/api/products/import").upTo(DataSize.ofMegabytes(512)), // as product-service's own limit
            admin(on(GET), "/api/products/import"),
            admin(on(GET, DELETE), "/api/products/import/{jobId}"),
            admin(on(GET), "/api/products/export"),
            open(on(GET), "/api/products/images/{imageId}"),
            admin(on(POST), "/api/products/{id}/images")
                    .upTo(DataSize.ofMegabytes(6)), // product-service says where its own limit is
            admin(on(DELETE), "/api/products/{id}/images/{imageId}"),
            open(on(GET), "/api/products", "/products", "/api/products/suggest"),
            open(
                    on(GET),
                    "/api/products/recommendations",
                    "/api/products/{id}/recommendations",
                    "/api/recommendations"),
            open(on(GET), "/api/products/{id}", "/products/{id}"),
            admin(on(POST), "/api/products", "/products"),
            admin(on(PATCH, PUT, DELETE), "/api/products/{id}", "/products/{id}"),
            admin(on(POST), "/api/products/{id}/restore"),
            open(on(GET), "/api/categories", "/api/categories/{id}"),
            admin(on(POST), "/api/categories"),
            admin(on(PATCH, DELETE), "/api/categories/{id}"),

            // Stock
            open(on(GET), "/api/inventory"), // named products; the list of all is the administrators', which
            // inventory-service says
            admin(on(GET), "/api/inventory/ledger", "/api/inventory/{productId}/movements"),
            open(on(GET), "/api/inventory/{productId}", "/inventory/{productId}"),
            admin(on(PATCH), "/api/inventory/{productId}", "/inventory/{productId}"),

            // Cart, of an account or of a guest
            open(on(GET, DELETE), "/api/cart"),
            open(on(POST), "/api/cart/items"),
            open(on(PATCH, DELETE), "/api/cart/items/{productId}"),
            user(on(POST), "/api/cart/merge"),

            // Orders
            user(on(GET), "/api/orders/stream").live(false),
            user(on(GET), "/ws/orders").live(true),
            user(on(GET, POST), "/api/orders", "/orders"),
            user(on(GET, PATCH), "/api/orders/{id}", "/orders/{id}"),
            user(on(POST), "/api/orders/{id}/cancel"),
            user(on(GET), "/api/orders/{id}/timeline"),

            // Payments
            anybody(on(GET), "/api/payments/callback/success", "/stripe-callback/payment-success"),
            anybody(on(GET), "/api/payments/callback/fail", "/stripe-callback/payment-fail"),
            anybody(on(GET, POST), "/api/payments/callback/razorpay"), // signed by the provider
            anybody(
                    on(POST),
                    "/api/payments/webhooks/stripe",
                    "/api/payments/webhooks/razorpay"), // signed by the provider; payment-service checks that
            user(on(GET, POST), "/api/payments", "/payments"),
            user(on(GET), "/api/payments/{id}", "/payments/{id}"),
            user(on(POST), "/api/payments/{id}/cancel"),
            admin(on(GET, POST), "/api/payments/{id}/refunds"),

            // Messages
            user(on(GET), "/api/notifications/stream").live(false),
            user(on(GET), "/api/notifications"),
            user(on(GET, PUT), "/api/notifications/preferences"),
            admin(on(GET), "/api/notifications/deliveries"),
            user(on(PATCH), "/api/notifications/{id}"),
            anybody(
                    on(GET),
                    "/api/notifications/pay"), // the page that a mail's pay link leads to; it asks for the login

            // Running the shop
            admin(on(GET), "/api/admin/dead-letters", "/api/admin/outbox", "/api/admin/reconciliation"),
            admin(on(GET), "/api/admin/disputes"),
            admin(on(POST), "/api/admin/reconciliation/runs", "/api/admin/reconciliation/drifts/{id}/repair"),
            admin(on(POST), "/api/admin/reconciliation/drifts/{id}/acknowledge"),
            admin(on(GET), "/api/admin/risk-reviews"),
            admin(on(POST), "/api/admin/risk-reviews/{orderId}/decision"),
            admin(on(GET), "/api/admin/summary"),
            admin(on(POST), "/api/admin/dead-letters/{id}/replay"),
            admin(on(GET, DELETE), "/api/admin/dead-letters/{id}"),
            admin(on(GET), "/api/admin/outbox/parked"),
            admin(on(POST), "/api/admin/outbox/parked/{service}/{id}/release"),
            admin(on(DELETE), "/api/admin/outbox/parked/{service}/{id}"),
            admin(on(GET), "/api/admin/consumers"),
            admin(on(GET), "/api/admin/audit"),
            admin(on(GET, POST), "/api/admin/signing-keys"),
            admin(on(DELETE), "/api/admin/signing-keys/{kid}"),

            // GraphQL, which asks the services as the caller
            open(on(POST), "/graphql").upTo(DataSize.ofKilobytes(32)).chargingItsCost(), // as channels' own limit

            // Pages of the storefront; those that need an account ask for the sign-in themselves
            page(on(GET), "/", "/search", "/search/suggest", "/c/{slug}", "/p/{id}", "/p/{id}/{slug}"),
            page(on(GET), "/pictures/{file}", "/assets/**", "/favicon.ico", "/robots.txt", "/sitemap.xml"),
            page(on(GET, POST), "/cart/**", "/checkout/**"),
            page(on(GET), "/sign-in", "/sign-up", "/forgot-password", "/reset-password"),
            page(on(POST), "/sign-in").charging(WRONG_GUESS, 401),
            page(on(POST), "/sign-up").charging(ACCOUNT_DISCLOSURE, 409),
            page(on(POST), "/forgot-password").charging(ACCOUNT_DISCLOSURE),
            page(on(POST), "/reset-password").charging(WRONG_GUESS, 400),
            page(on(GET, POST), "/sign-in/renew").charging(WRONG_GUESS, 401),
            page(on(POST), "/sign-out", "/settings"),
            page(on(POST), "/account/avatar").withFileUpTo(DataSize.ofMegabytes(6)),
            page(on(POST), "/account/password").charging(WRONG_GUESS, 401),
            page(on(GET, POST), "/account/**"),
            adminPage(on(POST), "/admin/products/import")
                    .withFileUpTo(DataSize.ofMegabytes(33)), // larger files go through the API
            adminPage(on(POST), "/admin/products/{id}/images").withFileUpTo(DataSize.ofMegabytes(6)),
            adminPage(on(GET, POST), "/admin/**"),

            // Descriptions, the gateway's own pages, and its state for a balancer in front of it
            anybody(on(GET), "/developer", "/gateway.css", "/graphiql", "/graphiql/{file}"),
            anybody(on(GET), "/swagger-ui.html", "/swagger-ui/{file}", "/v3/api-docs/{service}"),
            anybody(on(GET), "/asyncapi", "/asyncapi.json"),
            anybody(on(GET), "/problems", "/problems/{code}"),
            anybody(on(GET), "/livez", "/readyz"));

    /** The rows that a path can be in, by how it begins: a request would otherwise be held against some eighty patterns. */
    private static final Map<String, List<Resource>> BY_BEGINNING = byBeginning();

    private ResourceMap() {}

    /**
     * @throws NoSuchPath if there is nothing at the path
     * @throws WrongMethod if there is, for other methods
     */
    static Resource find(HttpMethod method, PathContainer path) {
        var others = new LinkedHashSet<HttpMethod>();
        for (var row : BY_BEGINNING.getOrDefault(beginning(path.value()), List.of())) {
            if (!row.isAt(path)) {
                continue;
            }
            if (row.methods().contains(method)) {
                return row;
            }
            others.addAll(row.methods());
            if (row.isLive()) {
                break; // the pattern that contains this address means other things
            }
        }
        if (others.isEmpty()) {
            throw new NoSuchPath();
        }
        throw new WrongMethod(method, others);
    }

    /** Whether what goes wrong at the path is shown as a page: at those of the storefront, and where there is nothing but perhaps a typo. */
    static boolean isForPages(PathContainer path) {
        var text = path.value();
        if (text.startsWith(PREFIX)) {
            return false;
        }
        return BY_BEGINNING.getOrDefault(beginning(text), List.of()).stream()
                .filter(row -> row.isAt(path))
                .findFirst()
                .map(Resource::isPage)
                .orElse(true);
    }

    private static Map<String, List<Resource>> byBeginning() {
        var index = new HashMap<String, List<Resource>>();
        for (var row : API) {
            row.paths().stream()
                    .map(pattern -> beginning(pattern.getPatternString()))
                    .distinct()
                    .forEach(beginning -> index.computeIfAbsent(beginning, _ -> new ArrayList<>())
                            .add(row));
        }
        return index;
    }

    /** {@code /api/orders} of {@code /api/orders/7}, {@code /orders} of {@code /orders/7}; no pattern has a variable so early. */
    private static String beginning(String path) {
        var end = path.indexOf('/', path.startsWith(PREFIX) ? PREFIX.length() : 1);
        return end < 0 ? path : path.substring(0, end);
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
