package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** As it is out of the box: nobody is believed about where a request came from. */
@GatewayTest
@TestPropertySource(
        properties = {
            "FAILURE_LIMIT_BURST=5",
            "FAILURE_LIMIT_PERIOD=1h",
            "ADDRESS_LIMIT_BURST=40",
            "ADDRESS_LIMIT_PER_SECOND=1",
            "shop.gateway.limits.address.period=1h"
        })
class SpoofedAddressTest {

    static final Upstream USERS = Upstream.named("user-service");

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add("spring.cloud.discovery.client.simple.instances.user-service[0].uri", USERS::uri);
        properties.add("spring.cloud.discovery.client.simple.instances.product-service[0].uri", USERS::uri);
    }

    @AfterAll
    static void stop() {
        USERS.close();
    }

    @Test
    void isOneAddressWhateverItSaysItIs() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(send(spoofed("POST", "/login", i).header("X-Answer-With", "401"))
                            .statusCode())
                    .isEqualTo(401);
        }
        for (int i = 5; i < 10; i++) {
            problem(send(spoofed("POST", "/login", i)), 429, "too_many_attempts");
        }
        assertThat(USERS.seen())
                .hasSize(5)
                .allSatisfy(seen ->
                        assertThat(seen.headers().get("X-Client-Address")).containsExactly("127.0.0.1"));

        var answered = 0;
        for (int i = 10; i < 60; i++) {
            answered += send(spoofed("GET", "/api/products", i)).statusCode() == 200 ? 1 : 0;
        }
        assertThat(answered).isEqualTo(30);
    }

    private HttpRequest.Builder spoofed(String method, String path, int number) {
        var address = "203.0.113." + number;
        return new Gateway(port)
                .request(method, path)
                .header("X-Forwarded-For", address)
                .header("Forwarded", "for=" + address)
                .header("X-Real-IP", address)
                .header("True-Client-IP", address)
                .header("CF-Connecting-IP", address)
                .header("X-Client-IP", address)
                .header("X-Client-Address", address);
    }
}
