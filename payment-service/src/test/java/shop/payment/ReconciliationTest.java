package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.RefundCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.Books;
import shop.payment.application.PaymentProvider;
import shop.payment.application.Reconciliations;
import shop.payment.domain.RefundId;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;

/** The comparison of the books: ours and the sandbox's for real, order-service's and the stock's as the test tells them. */
@FleetTest
@TestPropertySource(
        properties = {
            // Nothing is heard here, and what is told to other tests must not be taken from them.
            "spring.kafka.listener.auto-startup=false",
            "payment.poll-every=100ms",
            // The provider is asked by the comparison alone.
            "payment.first-check=10m",
            "payment.reconciliation.every=1h",
            "payment.reconciliation.grace=0s",
            "payment.reconciliation.lookback=1h",
            "payment.stripe.network-retries=0"
        })
class ReconciliationTest {

    static final Fleet FLEET = new Fleet();

    @DynamicPropertySource
    static void fleet(DynamicPropertyRegistry registry) {
        for (var service : List.of("order-service", "inventory-service")) {
            registry.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", FLEET::url);
        }
        // Books of its own: what other tests leave would be compared, too.
        var database = Infrastructure.shared().newDatabase("reconciliation");
        registry.add("spring.datasource.url", database::url);
        registry.add("spring.datasource.username", database::user);
        registry.add("spring.datasource.password", database::password);
    }

    @BeforeAll
    static void open() {
        FLEET.start();
    }

    @AfterAll
    static void close() {
        FLEET.stop();
    }

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient sql;

    @Autowired
    Reconciliations reconciliations;

    @Autowired
    Books books;

    @Autowired
    PaymentProvider provider;

    @Autowired
    TransactionOperations transactions;

    @Autowired
    Clock clock;

    final UUID buyer = UUID.randomUUID();
    final UUID operator = UUID.randomUUID();
    final StripeClient stripe = new StripeClient.StripeClientBuilder()
            .setApiKey("sk_test_local")
            .setApiBase(Infrastructure.shared().stripe())
            .build();

    @BeforeEach
    void nothingIsDueByItself() {
        FLEET.orders.clear();
        FLEET.holds.clear();
        FLEET.inventoryIsDown = false;
        sql.sql("UPDATE reconciliation SET due_at = now() + interval '1 hour'").update();
    }

    @Test
    void aPaymentThatOnlyTheProviderKnowsOfIsHealedByItself() throws StripeException {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "intent"));
        // No endpoint is registered, so no webhook comes; and the attempt was given up here meanwhile.
        sql.sql("UPDATE payment SET state = 'FAILED', failure_code = 'lost' WHERE id = :id")
                .param("id", payment)
                .update();
        stripe.v1()
                .paymentIntents()
                .confirm(
                        intentOf(payment),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .setReturnUrl("http://shop.test/back")
                                .build());

        compare();

        assertThat(statusOf(payment)).isEqualTo("PAID");
        var drift = drift("paid_at_provider_only", order);
        assertThat(drift.path("state").asString()).isEqualTo("REPAIRED");
        assertThat(drift.at("/repair/kind").asString()).isEqualTo("ask_provider");
        assertThat(drift.at("/repair/automatic").asBoolean()).isTrue();
        assertThat(drift.at("/repair/done").asBoolean()).isTrue();
        assertThat(drift.at("/found/amountMinor").asLong()).isEqualTo(2500);
        compare();
        assertThat(drifts(order)).isEmpty();
    }

    @Test
    void aRefundMadeInTheProvidersDashboardIsRecordedByItself() throws StripeException {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intentOf(payment))
                        .setAmount(700L)
                        .build());

        compare();

        var drift = drift("refund_at_provider_only", order);
        assertThat(drift.path("state").asString()).isEqualTo("REPAIRED");
        assertThat(drift.at("/repair/automatic").asBoolean()).isTrue();
        var repair = "/api/admin/reconciliation/drifts/" + drift.path("id").asString() + "/repair";
        for (var repeat = 0; repeat < 2; repeat++) {
            var repaired = admin().post(repair, Map.of());
            assertThat(repaired.status()).isEqualTo(200);
            assertThat(repaired.text("repair/by")).isEqualTo(operator.toString());
        }
        assertThat(statusOf(payment)).isEqualTo("PARTIALLY_REFUNDED");
        assertThat(admin().get("/api/payments/" + payment + "/refunds").number("totalItems"))
                .isEqualTo(1);
        assertThat(sql.sql("""
                        SELECT sum(debit_minor) - sum(credit_minor) FROM ledger_entry
                         WHERE order_id = :id AND account = 'CASH'
                        """).param("id", order).query(Long.class).single()).isEqualTo(1800);
        compare();
        assertThat(drifts(order)).isEmpty();
    }

    @Test
    void aRefundThatCameBackAndADisputeAreFoundWithoutTheirWebhooks() throws Exception {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        assertThat(admin().post("/api/payments/" + payment + "/refunds", Map.of("amountMinor", 700, "reason", "x"))
                        .text("status"))
                .isEqualTo("SUCCEEDED");
        var disputed = newOrder();
        var disputedPayment = pay(disputed, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        var refund = sql.sql("SELECT provider_ref FROM refund WHERE payment_id = :id")
                .param("id", payment)
                .query(String.class)
                .single();
        sandbox("/sandbox/refunds/" + refund, "status=failed&failure_reason=expired_or_canceled_card");
        sandbox("/sandbox/disputes/" + intentOf(disputedPayment), "");

        compare();

        assertThat(statusOf(payment)).isEqualTo("PAID");
        assertThat(drift("refund_came_back", order).path("state").asString()).isEqualTo("REPAIRED");
        assertThat(admin().get("/api/payments/" + payment + "/refunds").text("items/0/failureCode"))
                .isEqualTo("expired_or_canceled_card");
        assertThat(drift("dispute_differs", disputed).path("state").asString()).isEqualTo("REPAIRED");
        assertThat(admin().get("/api/payments/" + disputedPayment).text("disputes/0/state"))
                .isEqualTo("NEEDS_RESPONSE");
        compare();
        assertThat(drifts(order)).isEmpty();
        assertThat(drifts(disputed)).isEmpty();
    }

    @Test
    void theProvidersFeeIsBookedOnce() throws Exception {
        var order = newOrder();
        sandbox("PUT", "/sandbox/modes/" + order, "{\"feeMinor\":63}");
        pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));

        compare();
        compare();

        assertThat(sql.sql("""
                        SELECT account || ' ' || (sum(debit_minor) - sum(credit_minor)) FROM ledger_entry
                         WHERE order_id = :id GROUP BY account ORDER BY account
                        """).param("id", order).query(String.class).list())
                .containsExactly("CASH 2437", "FEES 63", "RECEIVABLE -2500");
        assertThat(drifts(order)).isEmpty();
    }

    @Test
    void refundsAreComparedByTheirLastChangeAndNotOnlyByTheirAge() throws Exception {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        admin().post("/api/payments/" + payment + "/refunds", Map.of("amountMinor", 700, "reason", "x"));
        var refund = sql.sql("""
                        UPDATE refund SET created_at = now() - interval '40 days' WHERE payment_id = :id RETURNING id
                        """).param("id", payment).query(UUID.class).single();
        var hourAgo = clock.instant().minus(Duration.ofHours(1));

        assertThat(books.unseenRefunds(hourAgo, clock.instant(), 1_000)).contains(new RefundId(refund));

        sandbox(
                "/sandbox/refunds/"
                        + sql.sql("SELECT provider_ref FROM refund WHERE id = :id")
                                .param("id", refund)
                                .query(String.class)
                                .single(),
                "status=failed");
        assertThat(provider.changes(hourAgo, null).items())
                .extracting(PaymentProvider.ProviderChange::refund)
                .contains(sql.sql("SELECT provider_ref FROM refund WHERE id = :id")
                        .param("id", refund)
                        .query(String.class)
                        .single());
    }

    private static void sandbox(String path, String form) throws IOException, InterruptedException {
        sandbox("POST", path, form);
    }

    private static void sandbox(String method, String path, String form) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(Infrastructure.shared().stripe() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void anOrderThatWasNotToldIsToldAgain() {
        var order = newOrder();
        pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        FLEET.knows(order, buyer, "PENDING", "UNPAID");

        compare();

        assertThat(drift("order_not_told", order).path("state").asString()).isEqualTo("REPAIRED");
        var told = KafkaProbe.await(
                "payment_status",
                event -> event.get("subject").stringValue().equals(order.toString())
                        && event.get("aggregateversion").longValue() == 2);
        assertThat(told.at("/data/status").stringValue()).isEqualTo("PAID");
    }

    @Test
    void moneyForADeadOrderIsGivenBackAndItsStockOnAPersonsWord() {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        FLEET.knows(order, buyer, "CANCELLED", "PAID");
        FLEET.holds.put(order, "HELD");

        compare();

        assertThat(drift("captured_for_dead_order", order).path("state").asString())
                .isEqualTo("REPAIRED");
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(statusOf(payment)).isEqualTo("REFUNDED"));
        var leaked = drift("hold_leaked", order);
        assertThat(leaked.path("state").asString()).isEqualTo("OPEN");
        assertThat(admin().post(
                                "/api/admin/reconciliation/drifts/"
                                        + leaked.path("id").asString() + "/repair",
                                Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(FLEET.outcomes).contains(order + " {\"outcome\":\"FREED\"}");
    }

    @Test
    void anUnpaidOrderWithoutAHoldIsNamed() {
        var without = newOrder();
        FLEET.knows(without, buyer, "PENDING", "UNPAID");
        var expired = newOrder();
        FLEET.knows(expired, buyer, "PENDING", "UNPAID");
        FLEET.holds.put(expired, "EXPIRED");
        var held = newOrder();
        FLEET.knows(held, buyer, "PENDING", "UNPAID");
        FLEET.holds.put(held, "HELD");

        compare();

        assertThat(drift("hold_missing", without).path("state").asString()).isEqualTo("OPEN");
        assertThat(drift("hold_missing", expired).path("state").asString()).isEqualTo("OPEN");
        assertThat(drifts(held)).isEmpty();
    }

    @Test
    void stockThatHasNotLeftAndPaymentsThatAreNoneAreNamed() {
        var order = newOrder();
        FLEET.knows(order, buyer, "CONFIRMED", "PAID");
        FLEET.holds.put(order, "EXPIRED");

        compare();

        assertThat(drifts(order))
                .extracting(drift -> drift.path("kind").asString())
                .containsExactlyInAnyOrder("order_paid_without_payment", "hold_not_sold");
    }

    @Test
    void whatIsPaidHereAloneNeedsAPersonAndWhatIsNotBookedIsBooked() {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "intent"));
        sql.sql("UPDATE payment SET state = 'PAID' WHERE id = :id")
                .param("id", payment)
                .update();

        compare();

        var paidHere = drift("paid_here_only", order);
        var refused = admin().post(
                        "/api/admin/reconciliation/drifts/"
                                + paidHere.path("id").asString() + "/repair",
                        Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("not_repairable");
        var notBooked = drift("ledger_missing", order);
        assertThat(notBooked.at("/expected/amountMinor").asLong()).isEqualTo(2500);
        assertThat(notBooked.at("/found/amountMinor").asLong()).isZero();
        for (var repeat = 0; repeat < 2; repeat++) {
            assertThat(admin().post(
                                    "/api/admin/reconciliation/drifts/"
                                            + notBooked.path("id").asString() + "/repair",
                                    Map.of())
                            .status())
                    .isEqualTo(200);
        }
        assertThat(sql.sql("SELECT count(*) FROM ledger_posting WHERE payment_id = :id")
                        .param("id", payment)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aBookThatCannotBeReadMakesTheReportPartialAndIsNamed() {
        var order = newOrder();
        FLEET.knows(order, buyer, "PENDING", "UNPAID");
        FLEET.inventoryIsDown = true;

        compare();

        var report = admin().get("/api/admin/reconciliation");
        assertThat(report.body().at("/run/partial").asBoolean()).isTrue();
        assertThat(report.text("run/unavailable/0")).isEqualTo("inventory-service");
        assertThat(report.number("run/compared/orders")).isEqualTo(1);
    }

    @Test
    void oneOfManyInstancesMakesTheRunThatIsDue() {
        var later = clock.instant().plus(Duration.ofDays(1));

        var claims = Parallel.times(
                8,
                () -> Objects.requireNonNull(transactions.execute(
                        _ -> reconciliations.claimDue(later, Duration.ofHours(1), Duration.ofMinutes(1)))));

        assertThat(claims).filteredOn(Optional::isPresent).hasSize(1);
        sql.sql("UPDATE reconciliation SET held_until = now()").update();
    }

    @Test
    void onlyAdminsSeeAndRepair() {
        var user = new Api(port).as(TestTokens.user(buyer));

        assertThat(user.get("/api/admin/reconciliation").status()).isEqualTo(403);
        assertThat(user.post("/api/admin/reconciliation/runs", Map.of()).status())
                .isEqualTo(403);
        assertThat(new Api(port).get("/api/admin/reconciliation").status()).isEqualTo(401);
        assertThat(admin().post("/api/admin/reconciliation/drifts/" + UUID.randomUUID() + "/repair", Map.of())
                        .text("code"))
                .isEqualTo("drift_not_found");
    }

    // ---- how the tests talk ----

    private void compare() {
        var before = lastRun();
        assertThat(admin().post("/api/admin/reconciliation/runs", Map.of()).status())
                .isEqualTo(202);
        Awaitility.await().atMost(KafkaProbe.PATIENCE).until(() -> lastRun() > before);
    }

    private long lastRun() {
        return admin().get("/api/admin/reconciliation").body().at("/run/number").asLong(0);
    }

    private List<JsonNode> drifts(UUID order) {
        return admin().get("/api/admin/reconciliation?size=100")
                .body()
                .at("/drifts/items")
                .valueStream()
                .filter(drift -> drift.path("orderId").asString("").equals(order.toString()))
                .toList();
    }

    private JsonNode drift(String kind, UUID order) {
        return drifts(order).stream()
                .filter(drift -> drift.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " among " + drifts(order)));
    }

    private Api admin() {
        return new Api(port).as(TestTokens.admin(operator));
    }

    private UUID newOrder() {
        var order = UUID.randomUUID();
        sql.sql("""
                INSERT INTO payable_order (order_id, user_id, amount_minor, currency, expires_at, attempts, told)
                VALUES (:order, :user, 2500, 'EUR', now() + interval '15 minutes', 0, 0)
                """).param("order", order).param("user", buyer).update();
        return order;
    }

    private UUID pay(UUID order, Map<String, ?> method) {
        var answer = new Api(port)
                .as(TestTokens.user(buyer))
                .post("/api/payments", Map.of("orderId", order, "method", method));
        assertThat(answer.status()).isEqualTo(201);
        return UUID.fromString(answer.text("id"));
    }

    private String statusOf(UUID payment) {
        return admin().get("/api/payments/" + payment).text("status");
    }

    private String intentOf(UUID payment) {
        return sql.sql("SELECT intent_ref FROM payment WHERE id = :id")
                .param("id", payment)
                .query(String.class)
                .single();
    }

    /** Order-service and inventory-service, as far as they are asked. */
    static final class Fleet {

        final Map<UUID, String> orders = new ConcurrentHashMap<>();
        final Map<UUID, String> holds = new ConcurrentHashMap<>();
        final Queue<String> outcomes = new ConcurrentLinkedQueue<>();
        volatile boolean inventoryIsDown;
        private final HttpServer server;

        Fleet() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            server.createContext("/internal/orders", this::orders);
            server.createContext("/internal/holds", this::holds);
        }

        void start() {
            server.start();
        }

        void stop() {
            server.stop(0);
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        void knows(UUID order, UUID user, String status, String paymentStatus) {
            orders.put(order, """
                    {"orderId":"%s","userId":"%s","status":"%s","paymentStatus":"%s","payable":false,
                    "total":{"amountMinor":2500,"currency":"EUR"},"placedAt":"%s","statusSince":"%s",
                    "reservationExpiresAt":"%s"}
                    """.formatted(
                            order, user, status, paymentStatus, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH));
        }

        private void orders(HttpExchange exchange) throws IOException {
            var path = exchange.getRequestURI().getPath();
            if (path.endsWith("/payable")) {
                var id = UUID.fromString(path.split("/", -1)[3]);
                var order = orders.get(id);
                answer(exchange, order == null ? 404 : 200, order == null ? "" : order);
                return;
            }
            // Two pages, the second one empty: the reader has to turn.
            var second = exchange.getRequestURI().getQuery().contains("after=");
            answer(
                    exchange,
                    200,
                    second
                            ? "{\"items\":[]}"
                            : "{\"items\":[" + String.join(",", orders.values()) + "],\"next\":\"" + UUID.randomUUID()
                                    + "\"}");
        }

        private void holds(HttpExchange exchange) throws IOException {
            if (inventoryIsDown) {
                answer(exchange, 503, "");
                return;
            }
            var path = exchange.getRequestURI().getPath();
            if (path.endsWith("/outcome")) {
                outcomes.add(path.split("/", -1)[3] + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                answer(exchange, 204, "");
                return;
            }
            answer(
                    exchange,
                    200,
                    holds.entrySet().stream()
                            .map(hold -> "{\"orderId\":\"" + hold.getKey() + "\",\"state\":\"" + hold.getValue()
                                    + "\",\"lines\":[]}")
                            .collect(Collectors.joining(",", "{\"items\":[", "]}")));
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            try (exchange) {
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                if (bytes.length > 0) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        }
    }
}
