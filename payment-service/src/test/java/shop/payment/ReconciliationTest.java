package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.RefundCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.sql.DataSource;
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
import shop.payment.application.LedgerBalances;
import shop.payment.application.PaymentProvider;
import shop.payment.application.ReconciliationRecords;
import shop.payment.application.Reconciliations;
import shop.payment.domain.RefundId;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;

/** The comparison of the records: ours and the sandbox's for real, order-service's and the stock's as the test says. */
@FleetTest
@TestPropertySource(
        properties = {
            // Nothing is consumed here, and what is published for other tests must not be taken from them.
            "spring.kafka.listener.auto-startup=false",
            "payment.poll-every=100ms",
            // The provider is asked by the comparison alone.
            "payment.first-check=10m",
            "payment.reconciliation.every=1h",
            "payment.reconciliation.grace=0s",
            "payment.reconciliation.lookback=10h",
            "payment.reconciliation.overlap=10m",
            "payment.stripe.network-retries=0"
        })
class ReconciliationTest {

    static final Fleet FLEET = new Fleet();

    @DynamicPropertySource
    static void fleet(DynamicPropertyRegistry registry) {
        for (var service : List.of("order-service", "inventory-service")) {
            registry.add("spring.cloud.discovery.client.simple.instances." + service + "[0].uri", FLEET::url);
        }
        // A database of its own: what other tests leave would be compared, too.
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
    ReconciliationRecords records;

    @Autowired
    LedgerBalances balances;

    @Autowired
    DataSource database;

    @Autowired
    PaymentProvider provider;

    @Autowired
    TransactionOperations transactions;

    @Autowired
    Clock clock;

    @Autowired
    MeterRegistry meters;

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
        sql.sql("UPDATE reconciliation SET due_at = now() + interval '1 hour', full_due_at = now() + interval '1 hour'")
                .update();
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
            assertThat(new Api(port)
                            .as(TestTokens.service("notification-service", "payment-service"))
                            .get("/internal/audit?actor=" + operator + "&object=drift:" + repaired.text("id"))
                            .text("items/0/action"))
                    .isEqualTo("drift.repaired");
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

        assertThat(records.unseenRefunds(hourAgo, clock.instant(), 1_000)).contains(new RefundId(refund));

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
    void publishesAgainWhatOrderServiceMissed() {
        var order = newOrder();
        pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        FLEET.knows(order, buyer, "PENDING", "UNPAID");

        compare();

        assertThat(drift("order_not_told", order).path("state").asString()).isEqualTo("REPAIRED");
        var event = KafkaProbe.await(
                "payment_status",
                sent -> sent.get("subject").stringValue().equals(order.toString())
                        && sent.get("aggregateversion").longValue() == 2);
        assertThat(event.at("/data/status").stringValue()).isEqualTo("PAID");
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
    void whatSomebodyHasTakenNoteOfStaysSoUntilItsSumsChange() {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        sql.sql("UPDATE payment SET amount_minor = amount_minor + 1, changed_at = now() WHERE id = :id")
                .param("id", payment)
                .update();
        compare();
        var id = drift("amount_differs", order).path("id").asString();
        var path = "/api/admin/reconciliation/drifts/" + id + "/acknowledge";

        assertThat(new Api(port)
                        .as(TestTokens.user(buyer))
                        .post(path, Map.of("reason", "x"))
                        .status())
                .isEqualTo(403);
        assertThat(admin().post(path, Map.of("reason", " ")).status()).isEqualTo(400);
        var unrepaired = meters.get("payment.drifts.unrepaired").gauge();
        var before = unrepaired.value();
        for (var time = 0; time < 2; time++) {
            assertThat(admin().post(path, Map.of("reason", "agreed with the bank"))
                            .text("state"))
                    .isEqualTo("ACKNOWLEDGED");
        }
        assertThat(unrepaired.value()).as("at once, not by the next run").isEqualTo(before - 1);
        compare();
        assertThat(stateOf(id, order)).isEqualTo("ACKNOWLEDGED");

        sql.sql("UPDATE payment SET amount_minor = amount_minor + 1, changed_at = now() WHERE id = :id")
                .param("id", payment)
                .update();
        compare();
        assertThat(stateOf(id, order)).isEqualTo("OPEN");

        sql.sql("UPDATE payment SET amount_minor = amount_minor - 2 WHERE id = :id")
                .param("id", payment)
                .update();
        assertThat(admin().post(
                                "/api/admin/reconciliation/drifts/" + UUID.randomUUID() + "/acknowledge",
                                Map.of("reason", "x"))
                        .status())
                .isEqualTo(404);
    }

    private String stateOf(String drift, UUID order) {
        return drifts(order).stream()
                .filter(one -> one.path("id").asString().equals(drift))
                .map(one -> one.path("state").asString())
                .findFirst()
                .orElse("none");
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
    void anOrderThatIsReviewedKeepsItsStockWhetherItIsPaidOrNot() {
        var unpaid = newOrder();
        FLEET.knows(unpaid, buyer, "ON_HOLD", "UNPAID");
        FLEET.holds.put(unpaid, "HELD");
        var paid = newOrder();
        pay(paid, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        FLEET.knows(paid, buyer, "ON_HOLD", "PAID");
        FLEET.holds.put(paid, "COMMITTED");
        var without = newOrder();
        FLEET.knows(without, buyer, "ON_HOLD", "UNPAID");
        FLEET.holds.put(without, "EXPIRED");

        compare();

        assertThat(drifts(unpaid)).isEmpty();
        assertThat(drifts(paid)).isEmpty();
        assertThat(drift("hold_missing", without).path("state").asString()).isEqualTo("OPEN");
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
    void aRunReadsWhatChangedSinceTheLastOneThatSawEverything() {
        compare();
        forgetDrifts();
        var full = FLEET.since.getLast();
        var seen = comparedTo();

        compareLately();

        assertThat(FLEET.since.getLast()).isEqualTo(seen.minus(Duration.ofMinutes(10)));
        assertThat(full).isBefore(seen.minus(Duration.ofHours(9)));
        assertThat(comparedTo()).isAfter(seen);
    }

    @Test
    void whatChangedDuringAnOutageIsCaughtUpWith() {
        compare();
        forgetDrifts();
        // As if nobody had compared anything for five hours, and then inventory-service was away.
        sql.sql("UPDATE reconciliation_run SET compared_to = now() - interval '5 hours'")
                .update();
        var seen = comparedTo();
        FLEET.knows(newOrder(), buyer, "CONFIRMED", "UNPAID");
        FLEET.inventoryIsDown = true;
        compareLately();
        assertThat(FLEET.since.getLast()).isEqualTo(seen.minus(Duration.ofMinutes(10)));
        assertThat(comparedTo()).isEqualTo(seen);

        FLEET.inventoryIsDown = false;
        compareLately();

        assertThat(FLEET.since.getLast()).isEqualTo(seen.minus(Duration.ofMinutes(10)));
        assertThat(comparedTo()).isAfter(seen.plus(Duration.ofHours(4)));
    }

    @Test
    void onlyAFullRunEndsADriftThatItDoesNotFind() {
        var order = newOrder();
        FLEET.knows(order, buyer, "PENDING", "UNPAID");
        compare();
        assertThat(drift("hold_missing", order).path("state").asString()).isEqualTo("OPEN");
        FLEET.orders.clear();

        compareLately();
        assertThat(drift("hold_missing", order).path("state").asString()).isEqualTo("OPEN");

        compare();
        assertThat(drifts(order)).isEmpty();
    }

    @Test
    void aDriftThatTheJobStillTriesToMendIsLookedAtByTheNextRun() {
        compare();
        forgetDrifts();
        sql.sql("""
                INSERT INTO drift (id, kind, subject, detail, since, state, first_seen, last_seen, last_run, tries)
                VALUES (:id, 'PAID_AT_PROVIDER_ONLY', :subject, '', now() - interval '3 hours', 'OPEN', now(), now(), 0, 1)
                """)
                .param("id", UUID.randomUUID())
                .param("subject", UUID.randomUUID().toString())
                .update();

        compareLately();
        assertThat(FLEET.since.getLast())
                .isBetween(
                        clock.instant().minus(Duration.ofHours(4)),
                        clock.instant().minus(Duration.ofMinutes(179)));

        sql.sql("UPDATE drift SET tries = 3 WHERE state = 'OPEN'").update();
        var seen = comparedTo();
        compareLately();
        assertThat(FLEET.since.getLast()).isEqualTo(seen.minus(Duration.ofMinutes(10)));
    }

    @Test
    void aPaymentThatWasTakenLongAfterItBeganIsNamedByTheProvidersEvents() {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));

        assertThat(provider.changes(clock.instant().minus(Duration.ofHours(1)), null)
                        .items())
                .extracting(PaymentProvider.ProviderChange::payment)
                .contains(intentOf(payment));
    }

    @Test
    void theLedgersCheckpointWaitsForAPostingThatIsCommittedLate() throws SQLException {
        var late = pay(newOrder(), Map.of("type", "intent"));
        var early = pay(newOrder(), Map.of("type", "intent"));
        compareLately();
        try (var slow = database.getConnection();
                var fast = database.getConnection()) {
            slow.setAutoCommit(false);
            var lower = posting(slow, late);
            var higher = posting(fast, early);
            assertThat(lower).isLessThan(higher);

            // Twice: the second run knows for whom the first one waited.
            compareLately();
            compareLately();
            assertThat(balances.checkpoint()).isLessThan(lower);
            assertThat(balances.stable()).isLessThan(lower);

            slow.commit();
        }
        compareLately();
        compareLately();
        assertThat(balances.checkpoint()).isGreaterThanOrEqualTo(highest(early));
        assertThat(balances.kept()).isEqualTo(balances.counted(0, balances.checkpoint()));
    }

    @Test
    void aWriterOfLaterDoesNotHoldTheCheckpointBack() throws SQLException {
        var late = pay(newOrder(), Map.of("type", "intent"));
        var later = pay(newOrder(), Map.of("type", "intent"));
        var last = pay(newOrder(), Map.of("type", "intent"));
        try (var first = database.getConnection();
                var second = database.getConnection()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            var lower = posting(first, late);
            compareLately();
            first.commit();
            var higher = posting(second, later);
            // Another one is always under way in a busy shop: this run waits for the second one, and the next one for
            // another.
            compareLately();
            assertThat(balances.checkpoint()).isLessThan(lower);
            second.commit();
            var highest = posting(first, last);

            compareLately();

            assertThat(balances.checkpoint()).isBetween(lower, higher - 1);
            first.rollback();
            compareLately();
            assertThat(balances.checkpoint()).isBetween(higher, highest);
            assertThat(balances.kept()).isEqualTo(balances.counted(0, balances.checkpoint()));
        }
    }

    @Test
    void ofTwoInstancesOneMovesTheCheckpoint() {
        pay(newOrder(), Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        var from = balances.checkpoint();
        var to = balances.stable();
        assertThat(to).isGreaterThan(from);

        var moved = Parallel.times(4, () -> {
            try {
                transactions.executeWithoutResult(_ -> balances.advance(from, to));
                return true;
            } catch (IllegalStateException another) {
                return false;
            }
        });

        assertThat(moved).filteredOn(done -> done).hasSize(1);
        assertThat(balances.checkpoint()).isEqualTo(to);
        assertThat(balances.kept()).isEqualTo(balances.counted(0, to));
    }

    @Test
    void anInstanceThatLostItsLeaseMovesNothing() {
        var later = clock.instant().plus(Duration.ofDays(1));
        var lost = transactions
                .execute(_ -> reconciliations.claimDue(later, Duration.ofHours(1), Duration.ofMinutes(1)))
                .orElseThrow();
        var next = later.plus(Duration.ofHours(2));
        transactions.execute(_ -> reconciliations.claimDue(next, Duration.ofHours(1), Duration.ofMinutes(1)));

        assertThatIllegalStateException()
                .isThrownBy(() -> transactions.executeWithoutResult(
                        _ -> reconciliations.renew(lost.number(), next.plusSeconds(60))));
        sql.sql("UPDATE reconciliation SET held_until = now()").update();
    }

    @Test
    void aPostingThatNoPaymentKnowsOfIsFoundByTheNextRunHoweverOldThePaymentIs() throws SQLException {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        compare();
        sql.sql(
                        "UPDATE payment SET changed_at = now() - interval '40 days', created_at = now() - interval '40 days' WHERE id = :id")
                .param("id", payment)
                .update();
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(POSTING.formatted("REFUNDS", "CASH"))) {
            insert.setObject(1, payment);
            insert.execute();
        }

        compareLately();

        assertThat(drift("ledger_unbalanced", order).path("state").asString()).isEqualTo("OPEN");
        sql.sql("UPDATE payment SET changed_at = now() WHERE id = :id")
                .param("id", payment)
                .update();
        withoutTrigger("DELETE FROM ledger_posting WHERE debit = 'REFUNDS' AND payment_id = '" + payment + "'");
        compareLately();
        assertThat(drifts(order)).isEmpty();
        sql.sql("DELETE FROM ledger_balance").update();
        sql.sql("UPDATE ledger_checkpoint SET posting_id = 0").update();
    }

    @Test
    void aChangeInOldPostingsIsFoundByAFullRun() {
        var order = newOrder();
        var payment = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        compare();
        assertThat(changedAccounts()).isEmpty();
        sql.sql("UPDATE payment SET changed_at = now() - interval '40 days' WHERE id = :id")
                .param("id", payment)
                .update();
        withoutTrigger("UPDATE ledger_posting SET amount_minor = amount_minor - 1 WHERE payment_id = '" + payment
                + "' AND credit = 'RECEIVABLE'");

        compareLately();
        assertThat(changedAccounts()).isEmpty();
        assertThat(drifts(order)).isEmpty();

        compare();
        assertThat(changedAccounts()).containsExactlyInAnyOrder("CASH EUR", "RECEIVABLE EUR");
        assertThat(drift("ledger_missing", order).path("state").asString()).isEqualTo("OPEN");
        compareLately();
        assertThat(changedAccounts()).hasSize(2);

        withoutTrigger("UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE payment_id = '" + payment
                + "' AND credit = 'RECEIVABLE'");
        compareLately();
        assertThat(drifts(order)).isEmpty();
        compare();
        assertThat(changedAccounts()).isEmpty();
    }

    private static final String POSTING = """
            INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, booked_at)
            SELECT '%s', '%s', 5, 'EUR', order_id, id, now() FROM payment WHERE id = ?
            RETURNING id
            """;

    /** A fee, which no payment is compared with. */
    private static long posting(Connection connection, UUID payment) throws SQLException {
        try (var insert = connection.prepareStatement(POSTING.formatted("FEES", "CASH"))) {
            insert.setObject(1, payment);
            try (var id = insert.executeQuery()) {
                assertThat(id.next()).isTrue();
                return id.getLong(1);
            }
        }
    }

    private long highest(UUID payment) {
        return sql.sql("SELECT max(id) FROM ledger_posting WHERE payment_id = :id")
                .param("id", payment)
                .query(Long.class)
                .single();
    }

    private void withoutTrigger(String statement) {
        transactions.executeWithoutResult(_ -> {
            sql.sql("ALTER TABLE ledger_posting DISABLE TRIGGER ledger_is_append_only")
                    .update();
            sql.sql(statement).update();
            sql.sql("ALTER TABLE ledger_posting ENABLE TRIGGER ledger_is_append_only")
                    .update();
        });
    }

    private List<String> changedAccounts() {
        return sql.sql("SELECT subject FROM drift WHERE kind = 'LEDGER_CHANGED' AND state = 'OPEN'")
                .query((row, _) -> row.getString("subject"))
                .list();
    }

    /** Those of other tests are of a time that nobody pays for. */
    private void forgetDrifts() {
        sql.sql("DELETE FROM drift").update();
    }

    private Instant comparedTo() {
        return reconciliations.comparedTo().orElseThrow();
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

    /** As the timer does between two full runs. */
    private void compareLately() {
        var before = lastRun();
        sql.sql("UPDATE reconciliation SET due_at = now()").update();
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

        /** From when on the changed orders were asked for, each run once. */
        final List<Instant> since = new CopyOnWriteArrayList<>();

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
            var query = exchange.getRequestURI().getQuery();
            var second = query.contains("after=");
            if (!second) {
                since.add(Instant.parse(query.replaceAll(".*changedSince=([^&]+).*", "$1")));
            }
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
