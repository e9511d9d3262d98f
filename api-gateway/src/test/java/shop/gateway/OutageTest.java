package shop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.gateway.Gateway.problem;
import static shop.gateway.Gateway.send;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import shop.test.TestTokens;

/** Each test has a service of its own, because the gateway remembers which instances failed. */
@GatewayTest
@TestPropertySource(
        properties = {
            "PUBLIC_URL=http://shop.example",
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=2s"
        })
class OutageTest {

    static final Upstream CART = Upstream.named("cart-service");
    static final Upstream NOTIFICATION = Upstream.named("notification-service");
    static final Upstream INVENTORY = Upstream.named("inventory-service");
    static final Upstream ORDERS = Upstream.slow("order-service", Duration.ofSeconds(4));
    private static final Breaking BREAKING = new Breaking();
    static final String USER = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    static final String ADMIN = TestTokens.admin(UUID.fromString("01890000-0000-7000-8000-000000000002"));

    @LocalServerPort
    int port;

    Gateway gateway;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        var instances = "spring.cloud.discovery.client.simple.instances.";
        properties.add("JWKS_URI", TestTokens::jwksUri);
        properties.add(instances + "cart-service[0].uri", OutageTest::dead);
        properties.add(instances + "cart-service[1].uri", CART::uri);
        properties.add(instances + "notification-service[0].uri", OutageTest::dead);
        properties.add(instances + "notification-service[1].uri", OutageTest::dead);
        properties.add(instances + "notification-service[2].uri", NOTIFICATION::uri);
        properties.add(instances + "inventory-service[0].uri", BREAKING::uri);
        properties.add(instances + "inventory-service[1].uri", INVENTORY::uri);
        properties.add(instances + "order-service[0].uri", ORDERS::uri);
        properties.add(instances + "user-service[0].uri", OutageTest::dead);
    }

    @BeforeEach
    void open() {
        gateway = new Gateway(port);
    }

    @AfterAll
    static void stop() throws IOException {
        CART.close();
        NOTIFICATION.close();
        INVENTORY.close();
        ORDERS.close();
        BREAKING.close();
    }

    @Test
    void saysAtOnceThatAServiceIsGone() throws Exception {
        unavailableWithin(Duration.ofSeconds(8), gateway.request("POST", "/api/user/login"));
    }

    @Test
    void saysAtOnceThatAServiceHasNoInstance() throws Exception {
        unavailableWithin(Duration.ofSeconds(8), gateway.request("GET", "/api/products"));
    }

    @Test
    void readsFromAnotherInstanceWhenOneIsDead() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(send(gateway.request("GET", "/api/cart")).statusCode()).isEqualTo(200);
        }
        assertThat(CART.seen()).hasSize(10);
    }

    @Test
    void sendsAChangeToAnotherInstanceWhenOneCannotBeReached() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(send(gateway.request("PATCH", "/api/notifications/7").header("Authorization", USER))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(NOTIFICATION.seen())
                .hasSize(5)
                .allSatisfy(seen -> assertThat(seen.bodyLength()).isEqualTo(2));
    }

    @Test
    void repeatsOnlyReadsWhenAConnectionBreaks() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(send(gateway.request("GET", "/api/inventory/7")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(INVENTORY.seen()).hasSize(4);
        var broken = BREAKING.requests.get();
        assertThat(broken).isPositive();

        INVENTORY.seen().clear();
        var failed = 0;
        for (int i = 0; i < 4; i++) {
            var answer = send(gateway.request("PATCH", "/api/inventory/7").header("Authorization", ADMIN));
            failed += answer.statusCode() == 503 ? 1 : 0;
        }
        assertThat(failed).isPositive().isEqualTo(BREAKING.requests.get() - broken);
        assertThat(INVENTORY.seen()).hasSize(4 - failed);
    }

    @Test
    void givesUpOnAServiceThatDoesNotAnswerAndAsksItOnce() throws Exception {
        ORDERS.seen().clear();
        unavailableWithin(
                Duration.ofSeconds(8), gateway.request("GET", "/api/orders/7").header("Authorization", USER));
        await().atMost(Duration.ofSeconds(5)).until(() -> !ORDERS.seen().isEmpty());
        assertThat(ORDERS.seen()).hasSize(1);
    }

    @Test
    void waitsForLiveOrdersAsLongAsItTakes() throws Exception {
        var answer = send(gateway.request("GET", "/api/orders/stream").header("Authorization", USER));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("data: two");
    }

    private static void unavailableWithin(Duration limit, HttpRequest.Builder request) throws Exception {
        var start = System.nanoTime();
        var answer = send(request);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
        problem(answer, 503, "service_unavailable");
        assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9]");
    }

    private static String dead() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Takes requests and hangs up. */
    private static final class Breaking implements AutoCloseable {

        private final AtomicInteger requests = new AtomicInteger();
        private final ServerSocket server;

        Breaking() {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            Thread.ofVirtual().start(this::serve);
        }

        String uri() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (var connection = server.accept()) {
                    if (connection.getInputStream().read() >= 0) {
                        requests.incrementAndGet();
                    }
                } catch (IOException _) {
                    // closed, or the caller was faster
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
