package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;
import tools.jackson.databind.json.JsonMapper;

@GatewayTest
@TestPropertySource(properties = {"USER_LIMIT_BURST=100000", "ADDRESS_LIMIT_BURST=100000"})
class RoutingTest {

    static final Map<String, Upstream> SERVICES = new LinkedHashMap<>();
    static final UUID CUSTOMER = UUID.fromString("01890000-0000-7000-8000-000000000001");
    static final UUID CHIEF = UUID.fromString("01890000-0000-7000-8000-000000000002");

    @LocalServerPort
    int port;

    Gateway gateway;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        for (var service : new String[] {
            "user-service",
            "product-service",
            "inventory-service",
            "cart-service",
            "order-service",
            "payment-service",
            "notification-service",
            "storefront",
            "channels"
        }) {
            var upstream = SERVICES.computeIfAbsent(service, Upstream::named);
            properties.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", upstream::uri);
        }
    }

    @BeforeEach
    void forget() {
        gateway = new Gateway(port);
        SERVICES.values().forEach(service -> service.seen().clear());
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(Upstream::close);
        SERVICES.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/user/signup,                   user-service,         /api/user/signup",
        "POST,   /register,                          user-service,         /api/user/signup",
        "POST,   /api/user/login,                    user-service,         /api/user/login",
        "POST,   /login,                             user-service,         /api/user/login",
        "POST,   /token,                             user-service,         /api/user/login",
        "POST,   /api/refresh-token,                 user-service,         /api/refresh-token",
        "POST,   /api/user/logout,                   user-service,         /api/user/logout",
        "GET,    /api/users/me,                      user-service,         /api/users/me",
        "PATCH,  /api/users/me,                      user-service,         /api/users/me",
        "GET,    /user_profile,                      user-service,         /api/users/me",
        "PUT,    /api/users/me/avatar,               user-service,         /api/users/me/avatar",
        "GET,    /api/users/me/avatar,               user-service,         /api/users/me/avatar",
        "DELETE, /api/users/me/avatar,               user-service,         /api/users/me/avatar",
        "GET,    /api/users/7/avatar,                user-service,         /api/users/7/avatar",
        "POST,   /api/users/me/addresses,            user-service,         /api/users/me/addresses",
        "DELETE, /api/users/me/addresses/7,          user-service,         /api/users/me/addresses/7",
        "PATCH,  /api/users/me/password,             user-service,         /api/users/me/password",
        "GET,    /api/users,                         user-service,         /api/users",
        "GET,    /api/users/7,                       user-service,         /api/users/7",
        "PUT,    /api/users/7/roles,                 user-service,         /api/users/7/roles",
        "PUT,    /api/users/7/status,                user-service,         /api/users/7/status",
        "POST,   /api/user/password-reset,           user-service,         /api/user/password-reset",
        "POST,   /api/user/password-reset/confirm,   user-service,         /api/user/password-reset/confirm",
        "GET,    /reset-password?token=a,            storefront,           /reset-password?token=a",
        "GET,    /search?q=cup&utm_source=mail,      storefront,           /search?q=cup&utm_source=mail",
        "GET,    /search/suggest?q=cu,               storefront,           /search/suggest?q=cu",
        "GET,    /c/kitchen,                         storefront,           /c/kitchen",
        "GET,    /p/7,                               storefront,           /p/7",
        "GET,    /p/7/blue-cup,                      storefront,           /p/7/blue-cup",
        "GET,    /pictures/7.svg,                    storefront,           /pictures/7.svg",
        "GET,    /assets/shop.css,                   storefront,           /assets/shop.css",
        "GET,    /favicon.ico,                       storefront,           /favicon.ico",
        "GET,    /robots.txt,                        storefront,           /robots.txt",
        "GET,    /sitemap.xml,                       storefront,           /sitemap.xml",
        "GET,    /cart,                              storefront,           /cart",
        "POST,   /cart/items,                        storefront,           /cart/items",
        "POST,   /cart/items/7/remove,               storefront,           /cart/items/7/remove",
        "GET,    /checkout,                          storefront,           /checkout",
        "GET,    /checkout/return?session=a,         storefront,           /checkout/return?session=a",
        "POST,   /checkout,                          storefront,           /checkout",
        "GET,    /sign-in?next=%2Fcart,              storefront,           /sign-in?next=%2Fcart",
        "POST,   /sign-in,                           storefront,           /sign-in",
        "POST,   /sign-in/renew,                     storefront,           /sign-in/renew",
        "GET,    /sign-up,                           storefront,           /sign-up",
        "POST,   /sign-up,                           storefront,           /sign-up",
        "POST,   /sign-out,                          storefront,           /sign-out",
        "POST,   /settings,                          storefront,           /settings",
        "GET,    /forgot-password,                   storefront,           /forgot-password",
        "POST,   /forgot-password,                   storefront,           /forgot-password",
        "POST,   /reset-password,                    storefront,           /reset-password",
        "GET,    /account/orders,                    storefront,           /account/orders",
        "GET,    /account/orders/7,                  storefront,           /account/orders/7",
        "POST,   /account/avatar,                    storefront,           /account/avatar",
        "GET,    /admin,                             storefront,           /admin",
        "GET,    /admin/orders?status=PENDING,       storefront,           /admin/orders?status=PENDING",
        "POST,   /admin/products/import,             storefront,           /admin/products/import",
        "GET,    /api/notifications/pay?order=a,     notification-service, /api/notifications/pay?order=a",
        "GET,    /api/admin/reconciliation,          payment-service,      /api/admin/reconciliation",
        "GET,    /api/admin/disputes,                payment-service,      /api/admin/disputes",
        "POST,   /api/admin/reconciliation/runs,     payment-service,      /api/admin/reconciliation/runs",
        "POST,   /api/admin/reconciliation/drifts/7/repair, payment-service, /api/admin/reconciliation/drifts/7/repair",
        "POST,   /api/admin/reconciliation/drifts/7/acknowledge, payment-service, /api/admin/reconciliation/drifts/7/acknowledge",
        "GET,    /api/admin/risk-reviews,            order-service,        /api/admin/risk-reviews",
        "POST,   /api/admin/risk-reviews/7/decision, order-service,        /api/admin/risk-reviews/7/decision",
        "GET,    /api/admin/signing-keys,            user-service,         /api/admin/signing-keys",
        "POST,   /api/admin/signing-keys,            user-service,         /api/admin/signing-keys",
        "DELETE, /api/admin/signing-keys/k1,         user-service,         /api/admin/signing-keys/k1",
        "GET,    /.well-known/jwks.json,             user-service,         /.well-known/jwks.json",
        "GET,    /api/products?q=cup&page=0,         product-service,      /api/products?q=cup&page=0",
        "GET,    /products?sort=price%2Cdesc,        product-service,      /api/products?sort=price%2Cdesc",
        "POST,   /products,                          product-service,      /api/products",
        "GET,    /products/7,                        product-service,      /api/products/7",
        "PATCH,  /products/7,                        product-service,      /api/products/7",
        "PUT,    /api/products/7,                    product-service,      /api/products/7",
        "DELETE, /products/7,                        product-service,      /api/products/7",
        "POST,   /api/products/import,               product-service,      /api/products/import",
        "POST,   /api/products/7/images,             product-service,      /api/products/7/images",
        "GET,    /api/products/images/7,             product-service,      /api/products/images/7",
        "DELETE, /api/products/7/images/8,           product-service,      /api/products/7/images/8",
        "GET,    /api/products/export,               product-service,      /api/products/export",
        "GET,    /api/categories,                    product-service,      /api/categories",
        "PATCH,  /api/categories/7,                  product-service,      /api/categories/7",
        "GET,    /api/inventory?lowStock=true,       inventory-service,    /api/inventory?lowStock=true",
        "GET,    /api/inventory?productIds=7,        inventory-service,    /api/inventory?productIds=7",
        "GET,    /api/inventory/7,                   inventory-service,    /api/inventory/7",
        "GET,    /api/recommendations,               product-service,      /api/recommendations",
        "GET,    /api/products/7/recommendations,    product-service,      /api/products/7/recommendations",
        "GET,    /api/products/recommendations?ids=7, product-service,     /api/products/recommendations?ids=7",
        "GET,    /inventory/7,                       inventory-service,    /api/inventory/7",
        "PATCH,  /inventory/7,                       inventory-service,    /api/inventory/7",
        "GET,    /api/inventory/7/movements,         inventory-service,    /api/inventory/7/movements",
        "GET,    /api/cart,                          cart-service,         /api/cart",
        "POST,   /api/cart/items,                    cart-service,         /api/cart/items",
        "PATCH,  /api/cart/items/7,                  cart-service,         /api/cart/items/7",
        "POST,   /api/cart/merge,                    cart-service,         /api/cart/merge",
        "POST,   /api/orders,                        order-service,        /api/orders",
        "POST,   /orders,                            order-service,        /api/orders",
        "GET,    /orders,                            order-service,        /api/orders",
        "GET,    /api/orders/7,                      order-service,        /api/orders/7",
        "PATCH,  /orders/7,                          order-service,        /api/orders/7",
        "POST,   /api/orders/7/cancel,               order-service,        /api/orders/7/cancel",
        "GET,    /api/orders/7/timeline,             order-service,        /api/orders/7/timeline",
        "GET,    /api/orders/stream,                 order-service,        /api/orders/stream",
        "GET,    /api/notifications/stream,          notification-service, /api/notifications/stream",
        "GET,    /api/admin/summary?from=2026-11-01, order-service,        /api/admin/summary?from=2026-11-01",
        "GET,    /api/admin/risk-reviews,            order-service,        /api/admin/risk-reviews",
        "POST,   /api/admin/risk-reviews/7/decision, order-service,        /api/admin/risk-reviews/7/decision",
        "POST,   /payments,                          payment-service,      /api/payments",
        "GET,    /api/payments?orderId=7,            payment-service,      /api/payments?orderId=7",
        "GET,    /api/payments/7,                    payment-service,      /api/payments/7",
        "GET,    /api/payments/callback/success?a=b, payment-service,      /api/payments/callback/success?a=b",
        "GET,    /stripe-callback/payment-success?session_id=cs_1, payment-service, "
                + "/api/payments/callback/success?session_id=cs_1",
        "GET,    /stripe-callback/payment-fail?session_id=cs_1, payment-service, "
                + "/api/payments/callback/fail?session_id=cs_1",
        "POST,   /api/payments/webhooks/stripe,      payment-service,      /api/payments/webhooks/stripe",
        "POST,   /api/payments/webhooks/razorpay,    payment-service,      /api/payments/webhooks/razorpay",
        "POST,   /api/payments/callback/razorpay,    payment-service,      /api/payments/callback/razorpay",
        "GET,    /api/payments/callback/razorpay,    payment-service,      /api/payments/callback/razorpay",
        "POST,   /api/payments/7/cancel,             payment-service,      /api/payments/7/cancel",
        "POST,   /api/payments/7/refunds,            payment-service,      /api/payments/7/refunds",
        "GET,    /api/notifications?unread=true,     notification-service, /api/notifications?unread=true",
        "PUT,    /api/notifications/preferences,     notification-service, /api/notifications/preferences",
        "GET,    /api/notifications/deliveries,      notification-service, /api/notifications/deliveries",
        "GET,    /api/admin/dead-letters?state=OPEN, notification-service, /api/admin/dead-letters?state=OPEN",
        "GET,    /api/admin/dead-letters/7,          notification-service, /api/admin/dead-letters/7",
        "POST,   /api/admin/dead-letters/7/replay,   notification-service, /api/admin/dead-letters/7/replay",
        "DELETE, /api/admin/dead-letters/7,          notification-service, /api/admin/dead-letters/7",
        "GET,    /api/admin/outbox,                  notification-service, /api/admin/outbox",
        "GET,    /api/admin/outbox/parked,           notification-service, /api/admin/outbox/parked",
        "POST,   /api/admin/outbox/parked/order-service/7/release, notification-service, "
                + "/api/admin/outbox/parked/order-service/7/release",
        "DELETE, /api/admin/outbox/parked/order-service/7, notification-service, "
                + "/api/admin/outbox/parked/order-service/7",
        "GET,    /api/admin/consumers,               notification-service, /api/admin/consumers",
        "GET,    /api/admin/audit?actor=7,           notification-service, /api/admin/audit?actor=7",
        "POST,   /graphql,                           channels,             /graphql",
        "GET,    /v3/api-docs/order-service,         order-service,        /v3/api-docs",
        "GET,    /v3/api-docs/user-service,          user-service,         /v3/api-docs"
    })
    void routesEveryAddressAndAliasWithAndWithoutASlashAtItsEnd(
            String method, String address, String service, String uriThere) throws Exception {
        var path = address.split("\\?", 2);
        var slashed = path[0] + "/" + (path.length > 1 ? "?" + path[1] : "");
        for (var way : new String[] {address, slashed}) {
            forget();
            var answer = send(gateway.request(method, way).header("Authorization", TestTokens.admin(CHIEF)));

            assertThat(answer.statusCode()).as(way + ": " + answer.body()).isEqualTo(200);
            assertThat(seenBy(service)).singleElement().satisfies(seen -> {
                assertThat(seen.method()).isEqualTo(method);
                assertThat(seen.uri()).isEqualTo(uriThere);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/holds",
                "/internal/orders/7/payable",
                "/actuator",
                "/actuator/health",
                "/actuator/env",
                "/actuator/gateway/routes",
                "/eureka/apps",
                "/api",
                "/api/unknown",
                "/api/orders/7/items",
                "/error",
                "/v3/api-docs",
                "/v3/api-docs/discovery-server",
                "/swagger-ui/package.json",
                "/developer/x",
                "/graphiql",
                "/graphiql/graphiql.min.js",
                "/p",
                "/c",
                "/order",
                "/sign-in/other"
            })
    void knowsNothingElse(String path) throws Exception {
        problem(send(gateway.request("GET", path).header("Authorization", TestTokens.admin(CHIEF))), 404, "not_found");
        assertNothingSeen();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api//products",
                "/api/..;/actuator/env",
                "/api/products/..%2f..%2factuator",
                "/api/%2e%2e/internal/holds",
                "/api/products/%2E",
                "/api/products/.",
                "/api/products/../../internal/holds",
                "/api/products;a=b",
                "/api/products/a%00b",
                "/api/products/a%5cb",
                "/api/products/a%252fb"
            })
    void refusesPathsThatCanBeReadInTwoWays(String path) throws Exception {
        problem(send(gateway.request("GET", path)), 400, "bad_request");
        assertNothingSeen();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/orders, 'GET,HEAD,POST'",
        "GET, /api/user/login, POST",
        "PUT, /user_profile, 'GET,HEAD'",
        "TRACE, /api/products, 'GET,HEAD,POST'",
        "OPTIONS, /api/products, 'GET,HEAD,POST'"
    })
    void saysWhichMethodsThereAre(String method, String path, String allowed) throws Exception {
        var answer = send(gateway.request(method, path, BodyPublishers.noBody()));

        problem(answer, 405, "method_not_allowed");
        assertThat(answer.headers().firstValue("Allow").orElseThrow().split(", ?"))
                .containsExactlyInAnyOrder(allowed.split(","));
        assertNothingSeen();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/orders",
        "GET,  /orders",
        "POST, /api/orders",
        "POST, /api/payments",
        "GET,  /user_profile",
        "GET,  /api/orders/stream",
        "GET,  /api/notifications/stream",
        "POST, /api/products",
        "PATCH, /inventory/7",
        "GET,  /api/users",
        "GET,  /api/admin/outbox"
    })
    void asksForATokenWhereOneIsNeeded(String method, String path) throws Exception {
        var answer = send(gateway.request(method, path));

        problem(answer, 401, "unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer");
        assertNothingSeen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders", "/api/products", "/api/payments/callback/success"})
    void refusesABadTokenEverywhere(String path) throws Exception {
        var good = TestTokens.user(CUSTOMER);
        var unsigned = "Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + good.split("\\.", -1)[1] + ".";
        for (var bad : new String[] {
            TestTokens.tampered(CUSTOMER),
            TestTokens.service("order-service", "shopfleet"),
            unsigned,
            good + "x",
            "Bearer abc",
            "Bearer",
            "Basic YTpi",
            good.substring("Bearer ".length())
        }) {
            var answer = send(gateway.request("GET", path).header("Authorization", bad));

            problem(answer, 401, "invalid_token");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("invalid_token");
        }
        var late = send(gateway.request("GET", path).header("Authorization", TestTokens.expired(CUSTOMER)));
        problem(late, 401, "token_expired");
        var twice =
                send(gateway.request("GET", path).header("Authorization", good).header("Authorization", good));
        problem(twice, 401, "invalid_token");
        assertNothingSeen();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/products",
        "POST,   /products",
        "DELETE, /products/7",
        "POST,   /api/products/7/restore",
        "PATCH,  /api/inventory/7",
        "PATCH,  /inventory/7",
        "GET,    /api/inventory/ledger",
        "GET,    /api/inventory/7/movements",
        "GET,    /api/products/export",
        "POST,   /api/products/import",
        "GET,    /api/users",
        "PUT,    /api/users/7/roles",
        "PUT,    /api/users/7/status",
        "GET,    /api/admin/reconciliation",
        "GET,    /api/admin/disputes",
        "POST,   /api/admin/reconciliation/runs",
        "POST,   /api/admin/reconciliation/drifts/7/repair",
        "GET,    /api/admin/signing-keys",
        "POST,   /api/admin/signing-keys",
        "DELETE, /api/admin/signing-keys/k1",
        "POST,   /api/payments/7/refunds",
        "POST,   /api/categories",
        "GET,    /api/notifications/deliveries",
        "GET,    /api/admin/dead-letters",
        "GET,    /api/admin/dead-letters/7",
        "POST,   /api/admin/dead-letters/7/replay",
        "DELETE, /api/admin/dead-letters/7",
        "GET,    /api/admin/outbox",
        "GET,    /api/admin/outbox/parked",
        "POST,   /api/admin/outbox/parked/order-service/7/release",
        "DELETE, /api/admin/outbox/parked/order-service/7",
        "GET,    /api/admin/consumers",
        "GET,    /api/admin/audit",
        "GET,    /api/admin/summary",
        "GET,    /api/admin/risk-reviews",
        "POST,   /api/admin/risk-reviews/7/decision"
    })
    void keepsCustomersOutOfWhatIsForAdmins(String method, String path) throws Exception {
        problem(
                send(gateway.request(method, path).header("Authorization", TestTokens.user(CUSTOMER))),
                403,
                "forbidden");
        assertNothingSeen();
    }

    @Test
    void handsTheTokenOnForTheServiceToCheckAgain() throws Exception {
        var token = TestTokens.user(CUSTOMER);

        assertThat(send(gateway.request("GET", "/api/orders").header("Authorization", token))
                        .statusCode())
                .isEqualTo(200);
        assertThat(seenBy("order-service"))
                .singleElement()
                .satisfies(
                        seen -> assertThat(seen.headers().get("Authorization")).containsExactly(token));
    }

    @Test
    void stripsWhatOnlyTheFleetMaySay() throws Exception {
        send(gateway.request("GET", "/api/products")
                .header("X-User-Id", CHIEF.toString())
                .header("X-Roles", "ADMIN")
                .header("x_user_id", CHIEF.toString())
                .header("X-Forwarded-For", "1.2.3.4")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=1.2.3.4;host=evil.example")
                .header("X-Real-IP", "1.2.3.4")
                .header("X-HTTP-Method-Override", "DELETE")
                .header("If-None-Match", "\"7\"")
                .header("Idempotency-Key", "abc"));

        assertThat(seenBy("product-service")).singleElement().satisfies(seen -> {
            assertThat(seen.headers().headerNames())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT)
                            .matches("x.user.*|x-roles|x-forwarded.*|forwarded|x-real-ip|x-http.*"));
            assertThat(seen.headers().getFirst("If-None-Match")).isEqualTo("\"7\"");
            assertThat(seen.headers().getFirst("Idempotency-Key")).isEqualTo("abc");
        });
    }

    @Test
    void saysItselfWhenARequestCame() throws Exception {
        var before = Instant.now();

        send(gateway.request("GET", "/api/products")
                .header("X-Request-Start", "t=1000000000000000")
                .header("x-request-start", "t=2000000000000000"));

        assertThat(seenBy("product-service"))
                .singleElement()
                .satisfies(seen -> assertThat(seen.headers().get("X-Request-Start"))
                        .singleElement()
                        .satisfies(stamp -> assertThat(Long.parseLong(stamp.substring("t=".length())))
                                .isBetween(micros(before), micros(Instant.now()))));
    }

    @Test
    void takesOverSaneNamesOfARequestAndRepeatsThem() throws Exception {
        var trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var answer = send(gateway.request("GET", "/api/products")
                .header("X-Request-Id", "order.42_A-1")
                .header("traceparent", trace)
                .header("tracestate", "vendor=1")
                .header("baggage", "k=v"));

        assertThat(answer.headers().allValues("X-Request-Id")).containsExactly("order.42_A-1");
        assertThat(answer.headers().allValues("traceparent")).containsExactly(trace);
        assertThat(seenBy("product-service")).singleElement().satisfies(seen -> {
            assertThat(seen.headers().get("X-Request-Id")).containsExactly("order.42_A-1");
            // The gateway's own span of the same trace; nothing is exported here, so nothing is sampled.
            assertThat(seen.headers().get("traceparent"))
                    .singleElement()
                    .asString()
                    .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-00");
            assertThat(seen.headers().headerNames()).doesNotContain("tracestate", "baggage");
        });
    }

    @Test
    void makesNamesForARequestThatHasNoneOrBadOnes() throws Exception {
        var answer = send(gateway.request("GET", "/api/products")
                .header("X-Request-Id", "a b;{c}")
                .header("traceparent", "00-nonsense"));

        var made = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(UUID.fromString(made).version()).isEqualTo(7);
        assertThat(answer.headers().firstValue("traceparent").orElseThrow()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(seenBy("product-service")).singleElement().satisfies(seen -> {
            assertThat(seen.headers().get("X-Request-Id")).containsExactly(made);
            assertThat(seen.headers().get("traceparent"))
                    .containsExactly(answer.headers().firstValue("traceparent").orElseThrow());
        });
    }

    @Test
    void refusesABodyOverOneMegabyte() throws Exception {
        var limit = 1024 * 1024;

        assertThat(statusOfPost("/api/user/signup", limit)).isEqualTo(200);
        problem(
                send(gateway.request("POST", "/api/user/signup", BodyPublishers.ofByteArray(new byte[limit + 1]))),
                413,
                "payload_too_large");
        assertThat(seenBy("user-service")).hasSize(1);
    }

    /** The client sends on while it is refused: its system would drop the refusal if the connection were closed under that. */
    @ParameterizedTest
    @ValueSource(ints = {1024 * 1024 + 1, 7 * 1024 * 1024})
    void letsAClientSendTheRestOfABodyThatIsRefused(int size) throws Exception {
        for (var round = 0; round < 10; round++) {
            problem(
                    send(gateway.request("POST", "/api/user/signup", BodyPublishers.ofByteArray(new byte[size]))),
                    413,
                    "payload_too_large");
            problem(
                    send(gateway.request("PATCH", "/api/users/me", BodyPublishers.ofByteArray(new byte[size]))),
                    401,
                    "unauthorized");
        }
        assertNothingSeen();
    }

    @ParameterizedTest
    @ValueSource(ints = {1024 * 1024 + 1, 7 * 1024 * 1024})
    void refusesABodyOverOneMegabyteThatDoesNotSayItsLength(int size) throws Exception {
        for (var round = 0; round < 10; round++) {
            var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[size]));
            problem(send(gateway.request("POST", "/api/user/signup", body)), 413, "payload_too_large");
        }
        assertNothingSeen();
    }

    @Test
    void takesLargerPicturesAndImports() throws Exception {
        var picture =
                send(gateway.request("PUT", "/api/users/me/avatar", BodyPublishers.ofByteArray(new byte[5_000_000]))
                        .header("Authorization", TestTokens.user(CUSTOMER)));
        var image =
                send(gateway.request("POST", "/api/products/7/images", BodyPublishers.ofByteArray(new byte[5_000_000]))
                        .header("Authorization", TestTokens.admin(CHIEF)));
        var list =
                send(gateway.request("POST", "/api/products/import", BodyPublishers.ofByteArray(new byte[20_000_000]))
                        .header("Authorization", TestTokens.admin(CHIEF)));

        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(image.statusCode()).isEqualTo(200);
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(seenBy("product-service"))
                .extracting(Upstream.Seen::bodyLength)
                .containsExactly(5_000_000, 20_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 500, 503})
    void passesAnAnswerOnWhateverItSaysAndAsksOnce(int status) throws Exception {
        var answer = send(gateway.request("GET", "/api/products").header("X-Answer-With", Integer.toString(status)));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"service\":\"product-service\"}");
        assertThat(seenBy("product-service")).hasSize(1);
    }

    @Test
    void tellsBrowsersWhatTheyMayNotDo() throws Exception {
        for (var path : new String[] {"/api/products", "/api/unknown", "/swagger-ui.html"}) {
            var headers = send(gateway.request("GET", path)).headers();

            assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .contains("frame-ancestors 'none'");
            assertThat(headers.firstValue("Strict-Transport-Security")).isPresent();
            assertThat(headers.firstValue("Server")).isEmpty();
        }
    }

    @Test
    void letsNobodyKeepWhatIsPrivate() throws Exception {
        var own = send(gateway.request("GET", "/api/orders").header("Authorization", TestTokens.user(CUSTOMER)));
        var guest = send(gateway.request("GET", "/api/cart").header("Cookie", "guest_cart=g1"));
        var tokens = send(gateway.request("POST", "/api/user/login"));
        var page = send(gateway.request("GET", "/swagger-ui.html"));
        for (var answer : List.of(own, guest, tokens, page)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
            assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        }
        assertThat(send(gateway.request("GET", "/api/products")).headers().firstValue("Cache-Control"))
                .isEmpty();
    }

    @Test
    void logsEachRefusalWithItsNames() throws Exception {
        var log = (Logger) LoggerFactory.getLogger("shop.security");
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        try {
            send(gateway.request("GET", "/api/orders").header("X-Request-Id", "refusal-1"));
            send(gateway.request("GET", "/api/users")
                    .header("X-Request-Id", "refusal-2")
                    .header("Authorization", TestTokens.user(CUSTOMER)));
        } finally {
            log.detachAppender(logged);
        }

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "GET /api/orders -> 401 unauthorized, request refusal-1",
                        "GET /api/users -> 403 forbidden, request refusal-2");
        assertThat(logged.list).allSatisfy(event -> {
            assertThat(event.getMDCPropertyMap()).containsKeys("requestId", "traceId", "spanId");
            assertThat(event.getKeyValuePairs()).containsExactly(new KeyValuePair("event", "security"));
        });
    }

    @Test
    void showsTheDocumentationOfAllServicesOnOnePage() throws Exception {
        var page = send(gateway.request("GET", "/swagger-ui.html"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        for (var part :
                new String[] {"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "fleet.js"
                }) {
            assertThat(page.body()).contains("/swagger-ui/" + part);
            assertThat(send(gateway.request("GET", "/swagger-ui/" + part)).statusCode())
                    .as(part)
                    .isEqualTo(200);
        }
        var script = send(gateway.request("GET", "/swagger-ui/fleet.js")).body();
        assertThat(SERVICES.keySet())
                .filteredOn(service -> !service.equals("storefront") && !service.equals("channels"))
                .allSatisfy(service -> assertThat(script).contains("/v3/api-docs/" + service));
        assertThat(script).contains("showExtensions: true", "request.headers[\"X-XSRF-TOKEN\"]", "XSRF-TOKEN=([^;]+)");
    }

    @Test
    void letsSomebodyLogInOnThePageOfDocumentation() throws Exception {
        assertThat(send(gateway.request("GET", "/swagger-ui.html")).body())
                .contains("<form id=\"login\"", "type=\"password\"");
        assertThat(send(gateway.request("GET", "/swagger-ui/fleet.js")).body())
                .contains("getElementById(\"login\")", "/api/user/login");
    }

    @Test
    void explainsTheCodesOfProblems() throws Exception {
        var type = JsonMapper.shared()
                .readTree(send(gateway.request("GET", "/api/orders")).body())
                .get("type")
                .stringValue();

        var page = send(gateway.request("GET", type));
        var all = send(gateway.request("GET", "/problems"));
        var unknown = send(gateway.request("GET", "/problems/%3Cscript%3E"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("unauthorized", "needs an access token");
        assertThat(all.body()).contains("/problems/insufficient_stock", "/problems/rate_limited");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).doesNotContain("<script>");
    }

    @Test
    void showsTheEventsOfTheFleet() throws Exception {
        var events = send(gateway.request("GET", "/asyncapi.json"));

        assertThat(events.statusCode()).isEqualTo(200);
        assertThat(events.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(events.body()).contains("\"asyncapi\":\"3.0.0\"", "\"order_placed\"", "\"reservationExpiresAt\"");
    }

    @Test
    void showsTheEventsOfTheFleetOnAPage() throws Exception {
        var page = send(gateway.request("GET", "/asyncapi"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self'")
                .contains("frame-ancestors 'none'");
        assertThat(page.body())
                .contains("<h2 id=\"user_status\">", "<h3>payment.status.v1</h3>", "items[].<wbr>unitPrice")
                .contains("string (uuid)", "string or null", "&quot;order.placed.v1&quot;", "<small>optional</small>")
                .contains("Consume what order-service publishes.", "12 partitions", "MUG-BLUE")
                .doesNotContain("<script", "style=", "$ref");
    }

    @Test
    void tellsABalancerThatItIsReady() throws Exception {
        assertThat(send(gateway.request("GET", "/livez")).statusCode()).isEqualTo(200);
        assertThat(send(gateway.request("GET", "/readyz")).body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void letsLiveOrdersThroughAsWebSocket() throws Exception {
        var received = new CompletableFuture<String>();
        var socket = Gateway.CLIENT
                .newWebSocketBuilder()
                .header("Authorization", TestTokens.user(CUSTOMER))
                .buildAsync(webSocketUri(), new Receiving(received))
                .get(30, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(30, TimeUnit.SECONDS);

        assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo("echo hello");
        socket.abort();
    }

    @Test
    void letsNobodyListenWithoutAToken() {
        var refused = Gateway.CLIENT
                .newWebSocketBuilder()
                .buildAsync(webSocketUri(), new Receiving(new CompletableFuture<>()));

        assertThat(refused)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        failure ->
                                assertThat(failure.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void letsLiveOrdersThroughAsEvents() throws Exception {
        var answer = send(gateway.request("GET", "/api/orders/stream")
                .header("Authorization", TestTokens.user(CUSTOMER))
                .header("Last-Event-ID", "41"));

        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.body()).contains("data: one").contains("data: two");
        assertThat(seenBy("order-service"))
                .singleElement()
                .satisfies(
                        seen -> assertThat(seen.headers().get("Last-Event-ID")).containsExactly("41"));
    }

    private URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + port + "/ws/orders");
    }

    private int statusOfPost(String path, int length) throws IOException, InterruptedException {
        var body = new byte[length];
        Arrays.fill(body, (byte) ' ');
        return send(gateway.request("POST", path, BodyPublishers.ofByteArray(body)))
                .statusCode();
    }

    private static List<Upstream.Seen> seenBy(String service) {
        return Objects.requireNonNull(SERVICES.get(service)).seen();
    }

    private static void assertNothingSeen() {
        assertThat(SERVICES.values())
                .allSatisfy(service -> assertThat(service.seen()).isEmpty());
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    private record Receiving(CompletableFuture<String> received) implements WebSocket.Listener {

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.complete(data.toString());
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            received.completeExceptionally(new CompletionException(failure));
        }
    }
}
