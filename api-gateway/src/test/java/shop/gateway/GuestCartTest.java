package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who logs in keeps what was put into the cart as a guest, and is let in whatever becomes of that. */
@GatewayTest
@TestPropertySource(properties = {"GUEST_CART_MAX_WAIT=5s", "ADDRESS_LIMIT_BURST=100000", "FAILURE_LIMIT_BURST=100000"})
class GuestCartTest {

    private static final UUID CUSTOMER = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final String GUEST = "Ab3_-".repeat(9).substring(0, 43);
    private static final String TOKEN = TestTokens.user(CUSTOMER).substring("Bearer ".length());
    private static final String TOKENS = """
            {"accessToken":"%s","refreshToken":"r1","expiresIn":900,"tokenType":"Bearer"}""".formatted(TOKEN);
    private static final String MERGED = """
            {"items":[],"version":3,"merged":[{"productId":"p1","sku":"MUG","name":"M\u00fcg","quantity":2}],\
            "dropped":[{"productId":"p2","sku":"LAMP","name":"Lamp","quantity":1,"reason":"currency_mismatch"}]}""";

    private static final FixedResponses USERS = new FixedResponses();
    private static final FixedResponses CARTS = new FixedResponses();

    @LocalServerPort
    int port;

    private Gateway gateway;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.user-service[0].uri", USERS::uri);
        properties.add("spring.cloud.discovery.client.simple.instances.cart-service[0].uri", CARTS::uri);
    }

    @BeforeEach
    void begin() {
        gateway = new Gateway(port);
        USERS.answers(200, TOKENS, "access_token=secret; HttpOnly");
        CARTS.answers(200, MERGED, "cart=; Path=/; Max-Age=0");
    }

    @AfterAll
    static void stop() {
        USERS.close();
        CARTS.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/user/login, application/json",
        "/api/user/login/, application/json",
        "/login, application/json",
        "/token, application/x-www-form-urlencoded"
    })
    void mergesTheGuestsCartAndSaysWhatBecameOfIt(String path, String type) throws Exception {
        var answer = send(login(path).header("Content-Type", type).header("Cookie", "theme=dark; cart=" + GUEST));

        assertThat(answer.statusCode()).isEqualTo(200);
        var body = json(answer);
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder("accessToken", "refreshToken", "expiresIn", "tokenType", "cart");
        assertThat(body.get("accessToken").stringValue()).isEqualTo(TOKEN);
        assertThat(body.get("expiresIn").intValue()).isEqualTo(900);
        assertThat(body.get("cart").propertyNames()).containsExactlyInAnyOrder("merged", "dropped");
        assertThat(body.at("/cart/merged/0/name").stringValue()).isEqualTo("M\u00fcg");
        assertThat(body.at("/cart/dropped/0/reason").stringValue()).isEqualTo("currency_mismatch");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .containsExactlyInAnyOrder("access_token=secret; HttpOnly", "cart=; Path=/; Max-Age=0");
        assertThat(CARTS.seen()).singleElement().satisfies(asked -> {
            assertThat(asked.line()).isEqualTo("POST /internal/carts/" + CUSTOMER + "/merge");
            assertThat(JsonMapper.shared().readTree(asked.body()).get("token").stringValue())
                    .isEqualTo(GUEST);
            assertThat(asked.authorization()).startsWith("Bearer ").doesNotContain(TOKEN);
            assertThat(asked.requestId())
                    .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cart=", "cart=short", "cart=\"a b\"", "basket=1"})
    void asksNobodyWithoutAGuestsCookie(String cookie) throws Exception {
        var answer = send(cookie.isEmpty() ? login("/login") : login("/login").header("Cookie", cookie));

        assertThat(answer.body()).isEqualTo(TOKENS);
        assertThat(CARTS.seen()).isEmpty();
    }

    @Test
    void mergesNothingForALoginThatIsRefused() throws Exception {
        USERS.answers(401, "{\"code\":\"bad_credentials\"}", "x=y");

        var answer = send(login("/login").header("Cookie", "cart=" + GUEST));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("bad_credentials");
        assertThat(CARTS.seen()).isEmpty();
    }

    @Test
    void mergesForLoginsAlone() throws Exception {
        send(gateway.request("POST", "/api/refresh-token").header("Cookie", "cart=" + GUEST));
        send(gateway.request("POST", "/api/user/signup").header("Cookie", "cart=" + GUEST));

        assertThat(USERS.seen()).hasSize(2);
        assertThat(CARTS.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500, {}", "503, {}", "404, {}", "400, {}", "200, no json", "200, ''", "200, {}"})
    void letsInAsWithoutACartWhatTheCartServiceMayAnswer(int status, String body) throws Exception {
        CARTS.answers(status, body, "cart=; Path=/; Max-Age=0");

        var answer = send(login("/login").header("Cookie", "cart=" + GUEST));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(TOKENS);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .as("the cookie stays for the next reading of the cart")
                .containsExactly("access_token=secret; HttpOnly");
        assertThat(CARTS.seen()).as("asked once").hasSize(1);
    }

    @Test
    void passesAnAnswerOnThatHasNoToken() throws Exception {
        for (var odd : List.of("[]", "{\"a\":1}", "text", "{\"accessToken\":7}", "")) {
            USERS.answers(200, odd, "x=y");

            assertThat(send(login("/login").header("Cookie", "cart=" + GUEST)).body())
                    .isEqualTo(odd);
        }
        assertThat(CARTS.seen()).isEmpty();
    }

    private HttpRequest.Builder login(String path) {
        return gateway.request("POST", path, BodyPublishers.ofString("{}"));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
