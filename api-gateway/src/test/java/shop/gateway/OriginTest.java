package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** Pages of other sites: one that is configured, and all the others. */
@GatewayTest
@TestPropertySource(properties = {"ALLOWED_ORIGINS=https://admin.shop.example"})
class OriginTest {

    static final Upstream SERVICE = Upstream.named("every service");
    static final String USER = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"));

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.order-service[0].uri", SERVICE::uri);
    }

    @BeforeEach
    void forget() {
        SERVICE.seen().clear();
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "https://admin.shop.example.evil.example",
                "http://admin.shop.example",
                "https://admin.shop.example:8443"
            })
    void tellsForeignPagesNothing(String origin) throws Exception {
        for (var method : new String[] {"GET", "POST"}) {
            var answer = from(origin, method);
            problem(answer, 403, "origin_not_allowed");
            assertNothingAllowed(answer);
        }
        var asked = askBefore(origin, "POST", "authorization");
        problem(asked, 403, "origin_not_allowed");
        assertNothingAllowed(asked);
        assertThat(SERVICE.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://admin.shop.example", "https://shop.example"})
    void letsTheConfiguredPagesAndOurOwnIn(String origin) throws Exception {
        var asked = askBefore(origin, "PATCH", "authorization,content-type,x-xsrf-token,if-match,idempotency-key");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Credentials"))
                .hasValue("true");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("PATCH");
        assertThat(SERVICE.seen()).isEmpty();

        var answer = from(origin, "POST");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
        assertThat(answer.headers().allValues("Vary")).anyMatch(vary -> vary.contains("Origin"));
    }

    @Test
    void allowsNoMethodBeyondTheApis() throws Exception {
        problem(askBefore("https://admin.shop.example", "TRACE", "authorization"), 403, "origin_not_allowed");
    }

    @Test
    void saysNothingOfOriginsToPrograms() throws Exception {
        var answer = send(new Gateway(port).request("GET", "/api/orders").header("Authorization", USER));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertNothingAllowed(answer);
    }

    @Test
    void letsAPageFromTheVeryHostThatIsAskedIn() throws Exception {
        assertThat(from("http://127.0.0.1:" + port, "GET").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> from(String origin, String method) throws Exception {
        return send(new Gateway(port)
                .request(method, "/api/orders")
                .header("Origin", origin)
                .header("Authorization", USER));
    }

    private HttpResponse<String> askBefore(String origin, String method, String headers) throws Exception {
        return send(new Gateway(port)
                .request("OPTIONS", "/api/orders", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers));
    }

    private static void assertNothingAllowed(HttpResponse<String> answer) {
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-allow"));
    }
}
