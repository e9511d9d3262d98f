package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.WebhookEndpointCreateParams.EnabledEvent;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.StatementLog;
import shop.test.StatementLog.Entry;
import shop.test.TestTokens;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a checkout costs: statements, transactions and calls of the provider. Whoever adds one sees it here. The relay's own statements are
 * the fleet's and counted there.
 */
@FleetTest
@Import(StatementLog.class)
@TestPropertySource(properties = "payment.poll-every=500ms")
class CheckoutCostTest {

    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String WEBHOOK_LOOKUP = "OR session_ref = ?";

    @TempDir
    Path folder;

    @LocalServerPort
    int port;

    @Autowired
    StatementLog log;

    @Autowired
    JdbcClient sql;

    @Autowired
    @Qualifier("stripeBreaker") CircuitBreaker provider;

    final UUID buyer = UUID.randomUUID();
    final AtomicInteger providerCalls = new AtomicInteger();
    final StripeClient stripe = new StripeClient.StripeClientBuilder()
            .setApiKey("sk_test_local")
            .setApiBase(Infrastructure.shared().stripe())
            .build();

    @Nullable String endpoint;

    @BeforeEach
    void subscribeAsTheReadmeSays() throws StripeException {
        provider.getEventPublisher().onEvent(_ -> providerCalls.incrementAndGet());
        endpoint = stripe.v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl("http://127.0.0.1:" + port + "/api/payments/webhooks/stripe")
                        .addEnabledEvent(EnabledEvent.PAYMENT_INTENT__SUCCEEDED)
                        .addEnabledEvent(EnabledEvent.PAYMENT_INTENT__PAYMENT_FAILED)
                        .addEnabledEvent(EnabledEvent.PAYMENT_INTENT__CANCELED)
                        .addEnabledEvent(EnabledEvent.PAYMENT_INTENT__PROCESSING)
                        .addEnabledEvent(EnabledEvent.PAYMENT_INTENT__REQUIRES_ACTION)
                        .addEnabledEvent(EnabledEvent.CHECKOUT__SESSION__COMPLETED)
                        .addEnabledEvent(EnabledEvent.CHECKOUT__SESSION__EXPIRED)
                        .build())
                .getId();
        nothingElseIsDue();
    }

    @AfterEach
    void unsubscribe() throws StripeException {
        stripe.v1().webhookEndpoints().delete(endpoint);
    }

    @Test
    void aCardTakesTwoTransactionsOneCallAndItsWebhookNone() {
        var order = newOrder();
        assertCost("order_placed", consumed(), 1, 1);

        var delivered = delivered();
        log.clear();
        providerCalls.set(0);
        assertThat(pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"))
                        .text("status"))
                .isEqualTo("PAID");
        awaitDelivered(delivered + 1);

        assertCost("POST /api/payments", requests(), 3, 2);
        assertThat(webhooks()).as("what was captured here is remembered").isEmpty();
        assertThat(providerCalls).hasValue(1);
    }

    @Test
    void anIdempotencyKeyIsPartOfTheTwoTransactions() {
        var order = newOrder();
        var delivered = delivered();
        log.clear();

        var paid = new Api(port)
                .as(TestTokens.user(buyer))
                .with("Idempotency-Key", UUID.randomUUID().toString())
                .post(
                        "/api/payments",
                        Map.of("orderId", order, "method", Map.of("type", "card", "paymentMethod", "pm_card_visa")));
        assertThat(paid.text("status")).isEqualTo("PAID");
        awaitDelivered(delivered + 1);

        assertCost("POST /api/payments", requests(), 5, 2);
    }

    @Test
    void anIdempotencyKeyIsPartOfTheTwoTransactionsOfARefund() {
        var order = newOrder();
        payByCard(order);
        var payment = sql.sql("SELECT paid_by FROM payable_order WHERE order_id = :id")
                .param("id", order)
                .query(UUID.class)
                .single();
        var admin = new Api(port).as(TestTokens.admin(UUID.randomUUID()));
        var body = Map.of("amountMinor", 100, "reason", "broken");
        var path = "/api/payments/" + payment + "/refunds";

        log.clear();
        assertThat(admin.post(path, body).text("status")).isEqualTo("SUCCEEDED");
        var withoutKey = refundStatements();

        log.clear();
        var keyed = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        var refunded = keyed.post(path, body);
        var withKey = refundStatements();

        assertThat(StatementLog.transactions(withKey))
                .as("%s", withKey)
                .isEqualTo(StatementLog.transactions(withoutKey))
                .isEqualTo(3);
        assertThat(StatementLog.statements(withKey))
                .as("%s", withKey)
                .hasSize(StatementLog.statements(withoutKey).size() + 2);
        assertThat(keyed.post(path, body).body()).isEqualTo(refunded.body());
    }

    /** The thread of the request alone: what the provider sends of a refund is answered meanwhile, on another one. */
    private List<Entry> refundStatements() {
        var thread = entries(entry -> entry.text().contains("INSERT INTO refund")).stream()
                .map(Entry::thread)
                .findFirst()
                .orElseThrow();
        return entries(entry -> entry.thread().equals(thread));
    }

    @Test
    void aDeclinedCardCostsNoMore() {
        var order = newOrder();
        log.clear();
        providerCalls.set(0);

        assertThat(pay(order, Map.of("type", "card", "paymentMethod", "pm_card_chargeDeclined"))
                        .status())
                .isEqualTo(402);
        awaitWebhooks(1);

        assertCost("POST /api/payments", requests(), 3, 2);
        assertCost("its webhook", webhooks(), 1, 1);
        assertThat(providerCalls).hasValue(1);
    }

    @Test
    void anIntentIsSettledByItsWebhookWithoutAskingTheProvider() {
        var order = newOrder();
        log.clear();
        providerCalls.set(0);

        var secret = pay(order, Map.of("type", "intent")).text("clientSecret");
        assertCost("POST /api/payments", requests(), 3, 2);
        send(
                URI.create(Infrastructure.shared().stripe() + "/v1/payment_intents/"
                        + secret.replaceAll("_secret_.*", "") + "/confirm"),
                "key=pk_test_local&client_secret=" + secret + "&payment_method=pm_card_visa");
        awaitWebhooks(1);

        assertCost("its webhook", webhooks(), 4, 2);
        assertThat(providerCalls).hasValue(1);
        assertThat(paid(order)).isTrue();
    }

    @Test
    void aCheckoutIsSettledByTheFirstOfItsTwoWebhooks() {
        var order = newOrder();
        log.clear();
        providerCalls.set(0);

        var page = pay(order, Map.of("type", "checkout")).text("checkoutUrl");
        assertCost("POST /api/payments", requests(), 3, 2);
        send(URI.create(page), "action=pay&card=4242424242424242");
        awaitWebhooks(2);

        assertCost("its webhooks", webhooks(), 5, 3);
        assertThat(providerCalls).hasValue(1);
        assertThat(paid(order)).isTrue();
    }

    @Test
    void whatIsNotThePaymentsBusinessCostsNothing() {
        var order = newOrder();
        log.clear();

        step(order, "CONFIRMED", 2);
        step(order, "SHIPPED", 3);
        step(order, "CANCELLED", 4);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> count(
                                "SELECT count(*) FROM payable_order WHERE order_id = :id AND closed_as IS NOT NULL",
                                order)
                        == 1);

        assertCost("order_status", consumed(), 3, 1);
    }

    @Test
    void nothingIsThrownOnTheCommonWay() throws IOException {
        payByCard(newOrder());

        assertThat(thrown(() -> payByCard(newOrder()))).isEmpty();
        assertThat(thrown(() -> pay(newOrder(), Map.of("type", "card", "paymentMethod", "pm_card_chargeDeclined"))))
                .as("of a request that is refused, to see that the recording sees them")
                .anyMatch(exception -> exception.contains("PaymentException"));
    }

    /** What the threads of requests and listeners throw meanwhile, caught or not. */
    private List<String> thrown(Runnable meanwhile) throws IOException {
        var file = folder.resolve(UUID.randomUUID() + ".jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.JavaExceptionThrow").withStackTrace();
            recording.start();
            meanwhile.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> isOfTheService(event.getThread()))
                .map(RecordedEvent::toString)
                .toList();
    }

    private static boolean isOfTheService(@Nullable RecordedThread thread) {
        var name = thread == null ? null : thread.getJavaName();
        return name != null && name.matches("(tomcat|kafka).*");
    }

    private void payByCard(UUID order) {
        var delivered = delivered();
        log.clear();
        assertThat(pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"))
                        .text("status"))
                .isEqualTo("PAID");
        awaitDelivered(delivered + 1);
    }

    @Test
    void anIdleServiceAsksOneQuestion() {
        log.clear();
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> entries(CheckoutCostTest::isOfAJob).size() >= 4);

        assertThat(entries(CheckoutCostTest::isOfAJob))
                .allSatisfy(
                        entry -> assertThat(entry.text()).startsWith("SELECT (SELECT min(try_at) FROM webhook_event"));
    }

    private static void assertCost(String what, List<Entry> entries, int statements, int transactions) {
        assertThat(StatementLog.statements(entries))
                .as("statements of %s: %s", what, entries)
                .hasSizeLessThanOrEqualTo(statements);
        assertThat(StatementLog.transactions(entries))
                .as("transactions of %s: %s", what, entries)
                .isLessThanOrEqualTo(transactions);
        assertThat(entries).as("entries of %s", what).isNotEmpty();
    }

    private List<Entry> entries(Predicate<Entry> wanted) {
        return log.entries().stream().filter(wanted).toList();
    }

    private List<Entry> consumed() {
        return entries(entry -> entry.thread().startsWith("kafka"));
    }

    private List<Entry> webhooks() {
        var threads = entries(entry -> entry.text().contains(WEBHOOK_LOOKUP)).stream()
                .map(Entry::thread)
                .toList();
        return entries(entry -> threads.contains(entry.thread()));
    }

    private List<Entry> requests() {
        Predicate<Entry> ofWebhooks = webhooks()::contains;
        return entries(entry -> entry.thread().startsWith("tomcat")).stream()
                .filter(ofWebhooks.negate())
                .toList();
    }

    private static boolean isOfAJob(Entry entry) {
        return entry.thread().matches("job-scheduler|(webhooks|payments|refunds|reconciliation|housekeeping)-\\d+");
    }

    /** Other tests leave attempts behind that a worker would ask about. */
    private void nothingElseIsDue() {
        sql.sql("UPDATE reconciliation SET due_at = '2100-01-01Z'").update();
        sql.sql("UPDATE payment SET check_at = '2100-01-01Z'").update();
        sql.sql("UPDATE refund SET try_at = '2100-01-01Z'").update();
        sql.sql("UPDATE webhook_event SET try_at = '2100-01-01Z'").update();
    }

    /** When all that the provider had to send is answered. */
    private void awaitWebhooks(int number) {
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() ->
                        entries(entry -> entry.text().contains(WEBHOOK_LOOKUP)).size() >= number
                                && sandbox("pending") == 0);
    }

    private void awaitDelivered(int number) {
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> sandbox("delivered") >= number && sandbox("pending") == 0);
    }

    private int delivered() {
        return sandbox("delivered");
    }

    private int sandbox(String count) {
        return JsonMapper.shared()
                .readTree(get(URI.create(Infrastructure.shared().stripe() + "/sandbox/summary?order_id=none")))
                .at("/webhooks/" + count)
                .asInt();
    }

    private boolean paid(UUID order) {
        return count("SELECT count(*) FROM payable_order WHERE order_id = :id AND paid_by IS NOT NULL", order) == 1;
    }

    private long count(String query, UUID id) {
        return sql.sql(query).param("id", id).query(Long.class).single();
    }

    private Api.Answer pay(UUID order, Map<String, ?> method) {
        return new Api(port)
                .as(TestTokens.user(buyer))
                .post("/api/payments", Map.of("orderId", order, "method", method));
    }

    private UUID newOrder() {
        var order = UUID.randomUUID();
        var event = envelope(Contracts.example("order_placed", "order.placed.v1"), order, 1);
        var data = (ObjectNode) event.get("data");
        data.put("orderId", order.toString())
                .put("userId", buyer.toString())
                .put(
                        "reservationExpiresAt",
                        Instant.now().plus(15, ChronoUnit.MINUTES).toString());
        ((ObjectNode) data.get("total")).put("amountMinor", 2500);
        log.clear();
        KafkaProbe.send("order_placed", event);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() -> count("SELECT count(*) FROM payable_order WHERE order_id = :id", order) == 1);
        return order;
    }

    private void step(UUID order, String status, long version) {
        var event = envelope(Contracts.example("order_status", "order.status.v1"), order, version);
        ((ObjectNode) event.get("data"))
                .put("orderId", order.toString())
                .put("userId", buyer.toString())
                .put("status", status);
        KafkaProbe.send("order_status", event);
    }

    private static ObjectNode envelope(ObjectNode example, UUID subject, long version) {
        return example.put("id", UUID.randomUUID().toString())
                .put("subject", subject.toString())
                .put("aggregateversion", version);
    }

    private static String get(URI url) {
        return send(HttpRequest.newBuilder(url).build());
    }

    private static void send(URI url, String form) {
        send(HttpRequest.newBuilder(url)
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private static String send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException failed) {
            throw new AssertionError(request.toString(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
