package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** A service that hangs is its own trouble. Each test has a service of its own, because breakers remember. */
@GatewayTest
@TestPropertySource(
        properties = {
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=3s",
            "MAX_CONCURRENT_REQUESTS=4",
            "MAX_CONCURRENT_PER_ADDRESS=4",
            "shop.gateway.guard.circuit-open-duration=3s"
        })
class CircuitBreakerTest {

    static final String USER = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    static final Upstream HANGING = Upstream.slow("notification-service", Duration.ofSeconds(30));
    static final Upstream RECOVERING = Upstream.slow("inventory-service", Duration.ofSeconds(30));
    static final Upstream WELL = Upstream.named("product-service");

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        var instances = "spring.cloud.discovery.client.simple.instances.";
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add(instances + "notification-service[0].uri", HANGING::uri);
        properties.add(instances + "inventory-service[0].uri", RECOVERING::uri);
        properties.add(instances + "product-service[0].uri", WELL::uri);
        properties.add(instances + "cart-service[0].uri", WELL::uri);
    }

    @AfterAll
    static void stop() {
        HANGING.close();
        RECOVERING.close();
        WELL.close();
    }

    @Test
    void leavesRoomForOthersWhenAServiceHangs() throws Exception {
        var gateway = new Gateway(port);
        var hanging = askAtOnce(20, gateway.request("GET", "/api/notifications").header("Authorization", USER));
        await().atMost(Duration.ofSeconds(20)).until(() -> HANGING.seen().size() == 4);

        for (int i = 0; i < 20; i++) {
            assertThat(send(gateway.request("GET", "/api/products")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(hanging.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                .containsOnly(429, 503);
        assertThat(HANGING.seen()).hasSize(4);
    }

    @Test
    void asksASilentServiceNoMoreAndTriesAgainAfterAWhile() throws Exception {
        var gateway = new Gateway(port);
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            var before = RECOVERING.seen().size();
            for (var answer : askAtOnce(3, gateway.request("GET", "/api/inventory/7"))) {
                problem(answer.join(), 503, "service_unavailable");
            }
            return RECOVERING.seen().size() == before;
        });
        assertThat(RECOVERING.seen()).hasSizeBetween(10, 12);
        var refused = send(gateway.request("GET", "/api/inventory/7"));
        problem(refused, 503, "service_unavailable");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(RECOVERING.seen()).hasSizeBetween(10, 12);

        RECOVERING.answerAtOnce();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send(gateway.request("GET", "/api/inventory/7")).statusCode() == 200);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 500, 503})
    void keepsAskingAServiceThatRefuses(int status) throws Exception {
        var gateway = new Gateway(port);
        for (int i = 0; i < 30; i++) {
            assertThat(send(gateway.request("GET", "/api/cart").header("X-Answer-With", Integer.toString(status)))
                            .statusCode())
                    .isEqualTo(status);
        }
        assertThat(send(gateway.request("GET", "/api/cart")).statusCode()).isEqualTo(200);
    }

    private static List<CompletableFuture<HttpResponse<String>>> askAtOnce(int times, HttpRequest.Builder request) {
        return IntStream.range(0, times)
                .mapToObj(_ -> Gateway.CLIENT.sendAsync(request.build(), BodyHandlers.ofString()))
                .toList();
    }
}
