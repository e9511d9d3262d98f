package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** Browsers sign in with cookies, and send them for foreign pages too. */
@GatewayTest
@TestPropertySource(properties = {"USER_LIMIT_BURST=100000", "ADDRESS_LIMIT_BURST=100000"})
class CookieTest {

    static final Upstream SERVICE = Upstream.named("every service");
    static final UUID CUSTOMER = UUID.fromString("01890000-0000-7000-8000-000000000001");
    static final String CSRF_TOKEN = "Zx3-only-our-pages-can-read-this";
    static final String TOKEN = bare(TestTokens.userWithCsrfToken(CUSTOMER, CSRF_TOKEN));

    @LocalServerPort
    int port;

    Gateway gateway;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        for (var service : new String[] {"user-service", "product-service", "cart-service", "order-service"}) {
            properties.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", SERVICE::uri);
        }
    }

    @BeforeEach
    void forget() {
        gateway = new Gateway(port);
        SERVICE.seen().clear();
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @Test
    void readsWithTheCookieAsWithTheHeader() throws Exception {
        var answer = send(gateway.request("GET", "/api/orders").header("Cookie", "access_token=" + TOKEN));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(seen().get("Authorization")).containsExactly("Bearer " + TOKEN);
        assertThat(seen().get("Cookie")).isNull();
    }

    @Test
    void keepsTheCookiesOfSigningInAndPassesTheOthersOn() throws Exception {
        send(gateway.request("GET", "/api/cart")
                .header("Cookie", "guest_cart=g1; access_token=" + TOKEN + "; XSRF-TOKEN=" + CSRF_TOKEN)
                .header("Cookie", "theme=dark;access_token_2=other"));

        assertThat(seen().get("Cookie")).containsExactly("guest_cart=g1; theme=dark; access_token_2=other");
        assertThat(seen().get("Authorization")).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void prefersTheHeader() throws Exception {
        var program = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000009"));

        var answer = send(gateway.request("POST", "/api/orders")
                .header("Authorization", program)
                .header("Cookie", "access_token=" + TOKEN));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(seen().get("Authorization")).containsExactly(program);
        assertThat(seen().get("Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-XSRF-TOKEN", "X-CSRF-TOKEN"})
    void changesWithTheCookieAndTheCsrfToken(String header) throws Exception {
        var answer = send(change("/api/orders").header(header, CSRF_TOKEN));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(seen().get("Authorization")).containsExactly("Bearer " + TOKEN);
        assertThat(seen().get(header))
                .as("user-service identifies the login by it")
                .containsExactly(CSRF_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders", "/api/cart/items", "/api/user/logout"})
    void changesNothingWithoutTheCsrfToken(String path) throws Exception {
        problem(send(change(path)), 403, "csrf_token_invalid");
        problem(send(change(path).header("X-XSRF-TOKEN", "guessed")), 403, "csrf_token_invalid");
        problem(send(change(path).header("X-XSRF-TOKEN", "")), 403, "csrf_token_invalid");
        problem(
                send(change(path).header("X-XSRF-TOKEN", CSRF_TOKEN).header("X-XSRF-TOKEN", "guessed")),
                403,
                "csrf_token_invalid");
        assertThat(SERVICE.seen()).isEmpty();
    }

    @Test
    void believesNoCsrfTokenThatTheAccessTokenDoesNotName() throws Exception {
        var unbound = bare(TestTokens.user(CUSTOMER));

        // Both planted by another site under the same domain: they match each other, not the token.
        var answer = send(gateway.request("POST", "/api/orders")
                .header("Cookie", "access_token=" + unbound + "; XSRF-TOKEN=planted")
                .header("X-XSRF-TOKEN", "planted"));

        problem(answer, 403, "csrf_token_invalid");
        assertThat(SERVICE.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET, /api/orders", "POST, /api/orders", "POST, /api/cart/items", "DELETE, /api/cart"})
    void refusesABadCookieWhereItWouldCount(String method, String path) throws Exception {
        for (var bad : new String[] {"abc", bare(TestTokens.tampered(CUSTOMER)), TOKEN + "; access_token=" + TOKEN}) {
            problem(send(gateway.request(method, path).header("Cookie", "access_token=" + bad)), 401, "invalid_token");
        }
        var late = "access_token=" + bare(TestTokens.expired(CUSTOMER));
        problem(send(gateway.request(method, path).header("Cookie", late)), 401, "token_expired");
        assertThat(SERVICE.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/products", "/api/cart"})
    void readsWhatIsOpenWithAnOldCookieAsWithoutOne(String path) throws Exception {
        var late = "access_token=" + bare(TestTokens.expired(CUSTOMER)) + "; guest_cart=g1";

        assertThat(send(gateway.request("GET", path).header("Cookie", late)).statusCode())
                .isEqualTo(200);
        assertThat(seen().get("Authorization")).isNull();
        assertThat(seen().get("Cookie")).containsExactly("guest_cart=g1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/user/signup", "/login", "/api/refresh-token", "/api/user/password-reset"})
    void looksAtNoAccessCookieWhereEverybodyIsNobody(String path) throws Exception {
        for (var token : new String[] {TOKEN, "abc"}) {
            forget();
            var cookies = "access_token=" + token + "; refresh_token=r1; XSRF-TOKEN=" + CSRF_TOKEN;

            assertThat(send(gateway.request("POST", path).header("Cookie", cookies))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(seen().get("Authorization")).isNull();
            assertThat(seen().get("Cookie")).containsExactly("refresh_token=r1");
        }
    }

    @Test
    void opensAWebSocketForOurPagesAndForPrograms() throws Exception {
        for (var origin : new String[] {"https://shop.example", "http://127.0.0.1:" + port}) {
            open(origin).get(30, TimeUnit.SECONDS).abort();
        }
        Gateway.CLIENT
                .newWebSocketBuilder()
                .header("Cookie", "access_token=" + TOKEN)
                .buildAsync(webSocketUri(), new WebSocket.Listener() {})
                .get(30, TimeUnit.SECONDS)
                .abort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://shop.example", "https://shop.example.evil.example"})
    void opensNoWebSocketForAForeignPage(String origin) {
        assertThat(open(origin))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        failure ->
                                assertThat(failure.getResponse().statusCode()).isEqualTo(403));
    }

    private CompletableFuture<WebSocket> open(String origin) {
        return Gateway.CLIENT
                .newWebSocketBuilder()
                .header("Cookie", "access_token=" + TOKEN)
                .header("Origin", origin)
                .buildAsync(webSocketUri(), new WebSocket.Listener() {});
    }

    private URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + port + "/ws/orders");
    }

    private HttpRequest.Builder change(String path) {
        return gateway.request("POST", path).header("Cookie", "access_token=" + TOKEN);
    }

    private static HttpHeaders seen() {
        assertThat(SERVICE.seen()).hasSize(1);
        return SERVICE.seen().getFirst().headers();
    }

    private static String bare(String header) {
        return header.substring("Bearer ".length());
    }
}
