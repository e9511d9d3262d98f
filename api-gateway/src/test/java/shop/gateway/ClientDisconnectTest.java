package shop.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.test.TestTokens;

/** A client that left while its request was still at the gateway, here because the keys for its token are not there yet. */
@GatewayTest
class ClientDisconnectTest {

    private static final String USER = TestTokens.user(UUID.fromString("01890000-0000-7000-8000-000000000001"));

    static final Upstream SERVICE = Upstream.named("order-service");
    static final CountDownLatch KEYS_MAY_COME = new CountDownLatch(1);
    static final HttpServer KEYS = keys();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("JWKS_URI", () -> "http://127.0.0.1:" + KEYS.getAddress().getPort() + "/");
        properties.add("spring.cloud.discovery.client.simple.instances.order-service[0].uri", SERVICE::uri);
    }

    private static HttpServer keys() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try {
                    KEYS_MAY_COME.await();
                    var keys = Gateway.CLIENT
                            .send(
                                    HttpRequest.newBuilder(URI.create(TestTokens.jwksUri()))
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body();
                    exchange.sendResponseHeaders(200, keys.length);
                    exchange.getResponseBody().write(keys);
                    exchange.close();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
            server.start();
            return server;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
        KEYS.stop(0);
    }

    @Test
    void isNotServed() throws Exception {
        var log = (Logger) LoggerFactory.getLogger("shop.gateway.requests");
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        log.addAppender(logged);
        try (var socket = Bytes.connect(port)) {
            socket.getOutputStream()
                    .write(
                            ("POST /api/orders HTTP/1.1\r\nHost: shop.example\r\nX-Request-Id: gone-client\r\nAuthorization: "
                                            + USER + "\r\nContent-Length: 2\r\n\r\n{}")
                                    .getBytes(US_ASCII));
            socket.getOutputStream().flush();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> List.copyOf(logged.list).stream()
                        .anyMatch(line -> line.getFormattedMessage().contains("request gone-client")));
        log.detachAppender(logged);
        KEYS_MAY_COME.countDown();

        var next = await().atMost(Duration.ofSeconds(60)).until(this::ask, status -> status == 200);
        assertThat(next).isEqualTo(200);
        assertThat(SERVICE.seen()).allMatch(seen -> "GET".equals(seen.method()));
    }

    private int ask() throws Exception {
        return Gateway.send(new Gateway(port).request("GET", "/api/orders").header("Authorization", USER))
                .statusCode();
    }
}
