package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.send;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** A cart-service that says nothing, or is not there, keeps nobody out. */
@GatewayTest
@TestPropertySource(properties = "GUEST_CART_MAX_WAIT=200ms")
class GuestCartOutageTest {

    private static final String TOKENS = """
            {"accessToken":"%s","refreshToken":"r1","expiresIn":900,"tokenType":"Bearer"}""".formatted(
                    TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"))
                            .substring("Bearer ".length()));

    private static final FixedResponses USERS = new FixedResponses();
    private static final FixedResponses CARTS = new FixedResponses();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.user-service[0].uri", USERS::uri);
        properties.add("spring.cloud.discovery.client.simple.instances.cart-service[0].uri", CARTS::uri);
    }

    @AfterAll
    static void stop() {
        USERS.close();
    }

    @Test
    void letsInWithoutWaitingForLong() throws Exception {
        USERS.answers(200, TOKENS, "x=y");
        CARTS.isSilent();

        // The silence is longer than any test runs: that there is an answer at all is the point, not how soon it comes.
        assertThat(logIn().body()).isEqualTo(TOKENS);

        CARTS.close();
        assertThat(logIn().body()).isEqualTo(TOKENS);
    }

    private HttpResponse<String> logIn() throws Exception {
        return send(new Gateway(port).request("POST", "/login").header("Cookie", "cart=" + "x".repeat(43)));
    }
}
