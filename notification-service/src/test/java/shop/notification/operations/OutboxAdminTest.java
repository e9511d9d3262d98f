package shop.notification.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.notification.support.Events;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.TestTokens;

/** Asks instances of which one answers, one is gone and one refuses, and a service without any. */
@FleetTest
class OutboxAdminTest {

    private static final String PARKED = "019aa5f0-7a00-7000-8000-000000000009";
    private static final String PARKED_LIST = """
        {"items": [{"id": "%s", "topic": "order_status", "key": "019aa5f0-7a00-7000-8000-000000000003",
                    "error": "RecordTooLargeException: 5 MB", "parkedAt": "2026-11-21T10:00:00Z", "size": 5000000}]}
        """.formatted(PARKED);
    private static final List<String> ACTIONS = new CopyOnWriteArrayList<>();

    private static final HttpServer ORDERS = server(200, """
        {"service": "order-service", "instance": "order-service:10.0.0.1:8085", "pending": 7,
         "oldestAt": "2026-11-21T10:00:00Z", "parked": 1, "somethingNew": true}
        """);
    private static final HttpServer BROKEN = server(500, "{}");
    private static final int NOBODY = freePort();

    private final Api admin;

    @Autowired
    OutboxAdminTest(@LocalServerPort int port) {
        this.admin = new Api(port).as(TestTokens.admin(Events.newId()));
    }

    @DynamicPropertySource
    static void instances(DynamicPropertyRegistry settings) {
        settings.add("OUTBOX_SERVICES", () -> "order-service,payment-service,user-service");
        settings.add("spring.cloud.discovery.client.simple.instances.order-service[0].uri", () -> uri(port(ORDERS)));
        settings.add("spring.cloud.discovery.client.simple.instances.order-service[1].uri", () -> uri(NOBODY));
        settings.add("spring.cloud.discovery.client.simple.instances.payment-service[0].uri", () -> uri(port(BROKEN)));
    }

    @BeforeAll
    static void start() {
        ORDERS.start();
        BROKEN.start();
    }

    @AfterAll
    static void stop() {
        ORDERS.stop(0);
        BROKEN.stop(0);
    }

    @Test
    void listsWhatIsKnownAndWhoDoesNotAnswer() {
        var backlog = admin.get("/api/admin/outbox");

        assertThat(backlog.status()).as("%s", backlog).isEqualTo(200);
        assertThat(backlog.body().get("items")).hasSize(1);
        assertThat(backlog.text("items/0/service")).isEqualTo("order-service");
        assertThat(backlog.text("items/0/instance")).isEqualTo("order-service:10.0.0.1:8085");
        assertThat(backlog.number("items/0/pending")).isEqualTo(7);
        assertThat(backlog.number("items/0/parked")).isEqualTo(1);
        assertThat(backlog.text("items/0/oldestAt")).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(backlog.body().get("unavailable").valueStream().map(name -> name.asString()))
                .containsExactlyInAnyOrder(
                        "order-service:127.0.0.1:" + NOBODY,
                        "payment-service:127.0.0.1:" + port(BROKEN),
                        "user-service");
    }

    @Test
    void listsWhatIsParkedAndWhoIsSilent() {
        var listed = admin.get("/api/admin/outbox/parked");

        assertThat(listed.status()).as("%s", listed).isEqualTo(200);
        assertThat(listed.body().get("items")).hasSize(1);
        assertThat(listed.text("items/0/service")).isEqualTo("order-service");
        assertThat(listed.text("items/0/id")).isEqualTo(PARKED);
        assertThat(listed.text("items/0/error")).isEqualTo("RecordTooLargeException: 5 MB");
        assertThat(listed.body().get("unavailable")).hasSize(3);
    }

    @Test
    void hasTheServiceActWhoseEventItIs() {
        assertThat(admin.post("/api/admin/outbox/parked/order-service/" + PARKED + "/release", "")
                        .status())
                .isEqualTo(202);
        assertThat(admin.delete("/api/admin/outbox/parked/order-service/" + PARKED)
                        .status())
                .isEqualTo(204);

        assertThat(ACTIONS).containsExactly("POST " + PARKED + "/release", "DELETE " + PARKED);
    }

    @ParameterizedTest
    @CsvSource({
        "order-service, 019aa5f0-7a00-7000-8000-00000000000f, 404, parked_event_not_found",
        "no-service, 019aa5f0-7a00-7000-8000-000000000009, 404, parked_event_not_found",
        "order-service, x, 400, validation_failed",
        "user-service, 019aa5f0-7a00-7000-8000-000000000009, 503, dependency_unavailable",
        "payment-service, 019aa5f0-7a00-7000-8000-000000000009, 503, dependency_unavailable"
    })
    void refusesWhatCannotBeDone(String service, String id, int status, String code) {
        var path = "/api/admin/outbox/parked/" + service + "/" + id;

        for (var answer : List.of(admin.post(path + "/release", ""), admin.delete(path))) {
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text("code")).isEqualTo(code);
        }
    }

    private static String uri(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    /** Answers those who come with a service token. */
    private static HttpServer server(int status, String body) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/internal/outbox/parked", exchange -> {
                var rest = exchange.getRequestURI().getPath().substring("/internal/outbox/parked".length());
                var bytes = (rest.isEmpty() ? PARKED_LIST : "{}").getBytes(StandardCharsets.UTF_8);
                var known = rest.isEmpty() || rest.startsWith("/" + PARKED);
                if (!rest.isEmpty() && known && status == 200) {
                    ACTIONS.add(exchange.getRequestMethod() + " " + rest.substring(1));
                }
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(known || status != 200 ? status : 404, bytes.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            });
            server.createContext("/internal/outbox", exchange -> {
                var token =
                        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(token.startsWith("Bearer ey") ? status : 401, bytes.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            });
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
