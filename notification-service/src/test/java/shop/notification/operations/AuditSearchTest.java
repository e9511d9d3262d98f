package shop.notification.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.util.UriComponentsBuilder;
import shop.notification.support.Events;
import shop.platform.audit.DocumentAuditLog;
import shop.security.Caller;
import shop.security.Role;
import shop.test.Api;
import shop.test.Api.Answer;
import shop.test.FleetTest;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The entries of this service and of two others, of which one has an instance that is gone, and of two that do not answer. */
@FleetTest
class AuditSearchTest {

    private static final Stub USERS = new Stub("user-service", 200);
    private static final Stub ORDERS = new Stub("order-service", 200);
    private static final Stub BROKEN = new Stub("payment-service", 500);

    private final UUID adminId = Events.newId();
    private final Api admin;
    private final Api anonymous;
    private final DocumentAuditLog own;

    @Autowired
    AuditSearchTest(@LocalServerPort int port, DocumentAuditLog own) {
        this.anonymous = new Api(port);
        this.admin = anonymous.as(TestTokens.admin(adminId));
        this.own = own;
    }

    @DynamicPropertySource
    static void instances(DynamicPropertyRegistry settings) {
        settings.add("AUDIT_SERVICES", () -> "user-service,order-service,payment-service,product-service");
        settings.add("spring.cloud.discovery.client.simple.instances.user-service[0].uri", USERS::uri);
        settings.add("spring.cloud.discovery.client.simple.instances.order-service[0].uri", ORDERS::uri);
        settings.add("spring.cloud.discovery.client.simple.instances.order-service[1].uri", () -> "http://127.0.0.1:1");
        settings.add("spring.cloud.discovery.client.simple.instances.payment-service[0].uri", BROKEN::uri);
    }

    @BeforeAll
    static void start() {
        List.of(USERS, ORDERS, BROKEN).forEach(stub -> stub.server.start());
    }

    @AfterAll
    static void stop() {
        List.of(USERS, ORDERS, BROKEN).forEach(stub -> stub.server.stop(0));
    }

    @BeforeEach
    void forgetsEntries() {
        USERS.entries.clear();
        ORDERS.entries.clear();
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken(new Caller(adminId, Set.of(Role.ADMIN)), null));
    }

    @AfterEach
    void forgetsWhoActs() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void mergesTheEntriesOfAllServicesNewestFirstAndNamesWhoseAreMissing() {
        var first = USERS.add();
        var second = ORDERS.add();
        var third = actHere();
        var fourth = USERS.add();

        // Twice, so that the instance that is gone is tried first once.
        for (var round = 0; round < 2; round++) {
            var answer = admin.get("/api/admin/audit?actor=" + adminId);

            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(ids(answer)).containsExactly(fourth, third, second, first);
            assertThat(answer.body()
                            .get("items")
                            .valueStream()
                            .map(entry -> entry.get("service").asString()))
                    .containsExactly("user-service", "notification-service", "order-service", "user-service");
            assertThat(answer.body().get("unavailable").valueStream().map(JsonNode::asString))
                    .containsExactly("payment-service", "product-service");
            assertThat(answer.body().has("next")).isFalse();
        }
    }

    @Test
    void goesOnWhereAPartEndsWithoutGapAndWithoutRepeat() {
        var all = new ArrayList<String>();
        for (var number = 0; number < 9; number++) {
            all.add(number % 3 == 0 ? actHere() : (number % 3 == 1 ? USERS : ORDERS).add());
        }

        var seen = new ArrayList<String>();
        var next = "";
        do {
            var answer = admin.get("/api/admin/audit?actor=" + adminId + "&size=2" + next);
            assertThat(answer.body().get("items").size()).isLessThanOrEqualTo(2);
            seen.addAll(ids(answer));
            next = answer.body().has("next") ? "&before=" + answer.text("next") : "";
        } while (!next.isEmpty());

        assertThat(seen).containsExactlyElementsOf(all.reversed());
    }

    @Test
    void handsTheFiltersOn() {
        var from = "2026-11-01T00:00:00Z";

        admin.get("/api/admin/audit?object=order:a.b-c_d&from=" + from + "&size=7");

        var asked = UriComponentsBuilder.fromUriString(Objects.requireNonNull(ORDERS.asked.getLast()))
                .build()
                .getQueryParams()
                .toSingleValueMap();
        assertThat(asked).isEqualTo(Map.of("object", "order:a.b-c_d", "from", from, "size", "8"));
    }

    @Test
    void isForAdministratorsOnly() {
        assertThat(anonymous.get("/api/admin/audit").status()).isEqualTo(401);
        assertThat(anonymous
                        .as(TestTokens.user(Events.newId()))
                        .get("/api/admin/audit")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor=me",
                "object=a%20b",
                "object=Order:1",
                "from=yesterday",
                "from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z",
                "before=1",
                "size=0",
                "size=101",
                "page=1"
            })
    void refusesWhatMakesNoSense(String query) {
        assertThat(admin.get("/api/admin/audit?" + query).status()).isEqualTo(400);
    }

    /** Returns the id of the entry. */
    private String actHere() {
        var object = Events.newId().toString();
        own.record("dead_letter.discarded", "dead_letter", object, Map.of(), () -> {});
        return ids(admin.get("/api/admin/audit?object=" + object)).getFirst();
    }

    private static List<String> ids(Answer answer) {
        return answer.body()
                .get("items")
                .valueStream()
                .filter(entry -> !entry.get("objectId").asString().isEmpty())
                .map(entry -> entry.get("id").asString())
                .toList();
    }

    private static UUID id(Map<String, Object> entry) {
        return (UUID) Objects.requireNonNull(entry.get("id"));
    }

    /** A service that lists its entries as all do. */
    private static final class Stub {

        final String service;
        final HttpServer server;
        final List<Map<String, Object>> entries = new CopyOnWriteArrayList<>();
        final List<String> asked = new CopyOnWriteArrayList<>();

        Stub(String service, int status) {
            this.service = service;
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            server.createContext("/internal/audit", exchange -> {
                var uri = exchange.getRequestURI().toString();
                asked.add(uri);
                var token =
                        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
                var bytes = list(uri).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(token.startsWith("Bearer ey") ? status : 401, bytes.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            });
        }

        String uri() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        String add() {
            var id = Events.newId();
            entries.add(Map.of(
                    "id",
                    id,
                    "at",
                    Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16),
                    "service",
                    service,
                    "actor",
                    UUID.randomUUID(),
                    "action",
                    "thing.made",
                    "objectType",
                    "thing",
                    "objectId",
                    "1",
                    "details",
                    Map.of("a", "b"),
                    "outcome",
                    "DONE",
                    "somethingNew",
                    true));
            // Within a millisecond, ids of different makers have no order.
            while (System.currentTimeMillis() <= id.getMostSignificantBits() >>> 16) {
                Thread.onSpinWait();
            }
            return id.toString();
        }

        private String list(String uri) {
            var query = UriComponentsBuilder.fromUriString(uri).build().getQueryParams();
            var before = query.getFirst("before");
            var found = query.containsKey("object")
                    ? List.of()
                    : entries.stream()
                            .sorted(Comparator.<Map<String, Object>, UUID>comparing(AuditSearchTest::id)
                                    .reversed())
                            .filter(entry -> before == null || id(entry).compareTo(UUID.fromString(before)) < 0)
                            .limit(Long.parseLong(Objects.requireNonNull(query.getFirst("size"))))
                            .toList();
            return JsonMapper.shared().writeValueAsString(Map.of("items", found));
        }
    }
}
