package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.Webhook;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.checkout.SessionListParams;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.payment.application.Drifts;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftKind;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentState;
import shop.test.Api;
import shop.test.ApiDocument;
import shop.test.AuditCoverage;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.Parallel;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The whole service against the Stripe sandbox, from the orders it consumes to the events it publishes. */
@FleetTest
@TestPropertySource(
        properties = {
            "payment.poll-every=200ms",
            "payment.first-check=1s",
            "payment.longest-check=5s",
            "payment.stripe.network-retries=0",
            "spring.cloud.discovery.client.simple.instances.order-service[0].uri=http://127.0.0.1:9"
        })
class PaymentServiceTest {

    static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("stripeBreaker") CircuitBreaker provider;

    @Autowired
    JdbcClient sql;

    @Autowired
    Drifts drifts;

    final UUID buyer = UUID.randomUUID();
    final StripeClient stripe = new StripeClient.StripeClientBuilder()
            .setApiKey("sk_test_local")
            .setApiBase(Infrastructure.shared().stripe())
            .build();

    @Nullable String endpoint;

    @BeforeEach
    void receiveWebhooks() throws StripeException {
        endpoint = stripe.v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl("http://127.0.0.1:" + port + "/api/payments/webhooks/stripe")
                        .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.ALL)
                        .build())
                .getId();
    }

    @AfterEach
    void receiveNoMore() throws StripeException {
        stripe.v1().webhookEndpoints().delete(endpoint);
    }

    @Test
    void theApiDocumentSaysWhatIsSo() {
        var document = new Api(port).get("/v3/api-docs").body();

        ApiDocument.assertSound(document, "shop.payment");
        assertThat(document.at("/paths/~1api~1payments/post/responses").propertyNames())
                .contains("200", "201", "402");
        assertThat(document.at("/paths/~1api~1payments~1{id}/get/responses/200/headers")
                        .has("ETag"))
                .isTrue();
        assertThat(document.at("/components/schemas/PaymentBody/properties/status/enum")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(PaymentState.STARTING)).stream()
                        .map(PaymentState::name)
                        .toList());
    }

    @Test
    void aCardIsChargedAtOnceAndTheFleetIsTold() {
        var order = newOrder(2500);

        var paid = pay(order, card("pm_card_visa"));

        assertThat(paid.status()).isEqualTo(201);
        assertThat(paid.text("status")).isEqualTo("PAID");
        assertThat(paid.text("provider")).isEqualTo("stripe");
        assertThat(paid.number("amount/amountMinor")).isEqualTo(2500);
        assertThat(paid.header("Location")).isEqualTo("/api/payments/" + paid.text("id"));
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
        var event = event(order, 1);
        Contracts.assertValid("payment_status", event);
        assertThat(event.at("/data/status").stringValue()).isEqualTo("PAID");
        assertThat(event.at("/data/cardFingerprint").stringValue()).startsWith("sandbox");
        assertThat(event.at("/data/cardCountry").stringValue()).isEqualTo("US");
        assertThat(event.at("/data/riskScore").intValue()).isBetween(0, 100);
        assertThat(event.at("/data/declines").intValue()).isZero();
        assertThat(statuses(order)).containsExactly("PAID");
        assertThat(ledger(order)).isEqualTo("CASH +2500, RECEIVABLE -2500");
        assertThat(pay(order, card("pm_card_visa")).text("code")).isEqualTo("order_not_payable");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
    }

    @Test
    void aDeclinedCardLeavesTheOrderPayable() {
        var order = newOrder(2500);

        var declined = pay(order, card("pm_card_chargeDeclinedInsufficientFunds"));

        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text("code")).isEqualTo("declined");
        assertThat(declined.text("failureCode")).isEqualTo("insufficient_funds");
        assertThat(as(buyer).get("/api/payments/" + declined.text("paymentId")).text("status"))
                .isEqualTo("FAILED");
        assertThat(pay(order, card("pm_card_visa")).text("status")).isEqualTo("PAID");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
        event(order, 2);
        assertThat(statuses(order)).containsExactly("FAILED", "PAID");
    }

    /** Each card that is declined at once is an attempt of its own, and whoever judges the order wants to know of all. */
    @Test
    void declinesOfEarlierAttemptsAreSaidWithThePayment() throws Exception {
        var order = newOrder(2500);
        pay(order, card("pm_card_chargeDeclined"));
        pay(order, card("pm_card_chargeDeclinedInsufficientFunds"));
        var started = pay(order, Map.of("type", "intent"));
        confirmAsBrowser(started.text("clientSecret"), "pm_card_chargeDeclined");
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() ->
                        count("SELECT declines FROM payment WHERE id = :id", UUID.fromString(started.text("id"))) == 1);
        confirmAsBrowser(started.text("clientSecret"), "pm_card_visa");
        awaitStatus(started.text("id"), "PAID");

        assertThat(declines(event(order, 1))).isEqualTo("FAILED 1 1");
        assertThat(declines(event(order, 2))).isEqualTo("FAILED 1 2");
        assertThat(declines(event(order, 3))).isEqualTo("PROCESSING 0 2");
        assertThat(declines(event(order, 4))).isEqualTo("PAID 1 3");
        assertThat(declines(event(newOrderPaid(), 1))).as("of another order").isEqualTo("PAID 0 0");
    }

    private UUID newOrderPaid() {
        var order = newOrder(2500);
        pay(order, card("pm_card_visa"));
        return order;
    }

    private static String declines(JsonNode event) {
        Contracts.assertValid("payment_status", event);
        var data = event.get("data");
        return "%s %d %d"
                .formatted(
                        data.get("status").stringValue(),
                        data.get("declines").intValue(),
                        data.get("orderDeclines").intValue());
    }

    @Test
    void anIntentIsPaidByTheBuyersProgramAndSettledByTheWebhook() throws Exception {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "intent"));
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.text("status")).isEqualTo("PROCESSING");
        var again = pay(order, Map.of("type", "intent"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("id")).isEqualTo(started.text("id"));
        assertThat(pay(order, card("pm_card_visa")).text("code")).isEqualTo("payment_in_progress");

        var secret = started.text("clientSecret");
        confirmAsBrowser(secret, "pm_card_visa");

        awaitStatus(started.text("id"), "PAID");
        event(order, 2);
        assertThat(statuses(order)).containsExactly("PROCESSING", "PAID");
        assertThat(as(buyer).get("/api/payments/" + started.text("id")).text("clientSecret"))
                .isEmpty();
    }

    @Test
    void aDeclinedIntentStaysOpenForAnotherCard() {
        var order = newOrder(2500);
        var first = pay(order, Map.of("type", "intent"));
        var secret = first.text("clientSecret");

        assertThat(confirmAsBrowser(secret, "pm_card_chargeDeclined")).isEqualTo(402);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(() ->
                        count("SELECT declines FROM payment WHERE id = :id", UUID.fromString(first.text("id"))) == 1);
        assertThat(as(buyer).get("/api/payments/" + first.text("id")).text("clientSecret"))
                .isEqualTo(secret);

        assertThat(confirmAsBrowser(secret, "pm_card_visa")).isEqualTo(200);
        awaitStatus(first.text("id"), "PAID");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
    }

    @Test
    void anAttemptThatIsGivenUpCannotBePaidBesideTheNextOne() {
        var order = newOrder(2500);
        var first = pay(order, Map.of("type", "intent"));
        var cancel = "/api/payments/" + first.text("id") + "/cancel";
        assertThat(as(UUID.randomUUID()).post(cancel, Map.of()).status()).isEqualTo(404);
        assertThat(new Api(port).post(cancel, Map.of()).status()).isEqualTo(401);

        for (var repeat = 0; repeat < 2; repeat++) {
            var cancelled = as(buyer).post(cancel, Map.of());
            assertThat(cancelled.status()).isEqualTo(200);
            assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        }

        assertThat(confirmAsBrowser(first.text("clientSecret"), "pm_card_visa")).isEqualTo(400);
        var paid = pay(order, card("pm_card_visa"));
        assertThat(paid.text("status")).isEqualTo("PAID");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
        event(order, 3);
        assertThat(statuses(order)).containsExactly("PROCESSING", "FAILED", "PAID");
        var captured = as(buyer).post("/api/payments/" + paid.text("id") + "/cancel", Map.of());
        assertThat(captured.status()).isEqualTo(409);
        assertThat(captured.text("code")).isEqualTo("payment_captured");
    }

    @Test
    void whoOnlyLooksAtTheFailurePageEndsNothing() {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "checkout"));
        var session = sql.sql("SELECT session_ref FROM payment WHERE id = :id")
                .param("id", UUID.fromString(started.text("id")))
                .query(String.class)
                .single();

        for (var query : List.of("payment_id=" + started.text("id"), "session_id=" + session)) {
            var looked = send(
                    "HEAD", URI.create("http://127.0.0.1:" + port + "/api/payments/callback/fail?" + query), "", "");
            assertThat(looked.statusCode()).as(query).isEqualTo(200);
            assertThat(looked.body()).isEmpty();
            assertThat(as(buyer).get("/api/payments/" + started.text("id")).text("status"))
                    .isEqualTo("PROCESSING");
        }
        assertThat(send(
                                "HEAD",
                                URI.create("http://127.0.0.1:" + port + "/api/payments/callback/fail?payment_id="
                                        + UUID.randomUUID()),
                                "",
                                "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/api/payments/callback/fail?payment_id=" + started.text("id"))
                        .body())
                .as("the buyer")
                .contains("CANCELLED");
    }

    @Test
    void whoGoesBackFromTheHostedPageCanPayInAnotherWay() {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "checkout"));

        var back = get("/api/payments/callback/fail?payment_id=" + started.text("id"));

        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.body()).contains("CANCELLED");
        assertThat(post(URI.create(started.text("checkoutUrl")), "action=pay&card=4242424242424242")
                        .headers()
                        .firstValue("Location"))
                .isEmpty();
        assertThat(pay(order, card("pm_card_visa")).text("status")).isEqualTo("PAID");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
    }

    @ParameterizedTest
    @CsvSource({
        "card,keptErrorRatio",
        "card,keptErrorAfterWorkRatio",
        "intent,keptErrorRatio",
        "intent,keptErrorAfterWorkRatio",
        "checkout,keptErrorRatio",
        "checkout,keptErrorAfterWorkRatio"
    })
    void aFailureThatTheProviderKeepsUnderItsKeyJamsNothing(String type, String mode) {
        var order = newOrder(2500);
        var method = type.equals("card") ? card("pm_card_visa") : Map.of("type", type);
        var api = as(buyer).with("Idempotency-Key", UUID.randomUUID().toString());
        sandbox("PUT", "/sandbox/modes/" + order, "{\"" + mode + "\":1}");
        assertThat(api.post("/api/payments", payment(order, method)).status()).isEqualTo(503);
        sandbox("PUT", "/sandbox/modes/" + order, "{}");

        Awaitility.await().atMost(KafkaProbe.PATIENCE).untilAsserted(() -> {
            var repeat = api.post("/api/payments", payment(order, method));
            assertThat(repeat.status()).isEqualTo(201);
            assertThat(repeat.text("status")).isEqualTo(type.equals("card") ? "PAID" : "PROCESSING");
        });
        assertThat(charges(order)).isEqualTo(type.equals("card") ? "1 of 2500, refunded 0" : "0 of 0, refunded 0");
        assertThat(as(buyer).get("/api/payments?orderId=" + order).number("totalItems"))
                .isEqualTo(1);
    }

    @Test
    void aRefundWhoseFailureTheProviderKeepsIsMadeOnce() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_visa")).text("id");
        sandbox("PUT", "/sandbox/modes/" + order, "{\"keptErrorAfterWorkRatio\":1}");
        assertThat(admin().post("/api/payments/" + id + "/refunds", Map.of("amountMinor", 500, "reason", "x"))
                        .text("status"))
                .isEqualTo("PENDING");
        sandbox("PUT", "/sandbox/modes/" + order, "{}");

        awaitStatus(id, "PARTIALLY_REFUNDED");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 500");
        assertThat(admin().get("/api/payments/" + id + "/refunds").number("totalItems"))
                .isEqualTo(1);
    }

    @Test
    void aCheckoutIsOpenedOnceThoughItsSecondTryEndsLater() throws Exception {
        var order = newOrder(2500);
        var api = as(buyer).with("Idempotency-Key", UUID.randomUUID().toString());
        sandbox("PUT", "/sandbox/modes", "{\"lostAnswerRatio\":1}");
        try {
            assertThat(api.post("/api/payments", payment(order, Map.of("type", "checkout")))
                            .status())
                    .isEqualTo(503);
        } finally {
            sandbox("PUT", "/sandbox/modes", "{}");
        }
        var second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Awaitility.await().until(() -> Instant.now().isAfter(second.plusSeconds(1)));

        Awaitility.await().atMost(KafkaProbe.PATIENCE).untilAsserted(() -> {
            var repeat = api.post("/api/payments", payment(order, Map.of("type", "checkout")));
            assertThat(repeat.status()).isEqualTo(201);
            assertThat(repeat.text("checkoutUrl")).isNotEmpty();
        });
        assertThat(stripe.v1()
                        .checkout()
                        .sessions()
                        .list(SessionListParams.builder().setLimit(100L).build())
                        .getData())
                .filteredOn(session -> order.toString().equals(session.getClientReferenceId()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"false,PAID", "true,FAILED"})
    void aPageWhoseBankTakesItsTimeEndsAsTheBankSays(boolean fails, String end) {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "checkout"));
        sandbox("PUT", "/sandbox/modes/" + order, "{\"asyncPaymentSeconds\":1,\"asyncPaymentFails\":" + fails + "}");

        post(URI.create(started.text("checkoutUrl")), "action=pay&card=4242424242424242");

        awaitStatus(started.text("id"), end);
    }

    @Test
    void whoTriesManyCardsHasToWait() {
        var order = newOrder(2500);
        var answers = IntStream.range(0, 10)
                .mapToObj(_ -> pay(order, card("pm_card_chargeDeclined")))
                .toList();

        assertThat(answers).filteredOn(answer -> answer.status() == 402).hasSize(8);
        var refused = answers.getLast();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("too_many_declines");
        assertThat(Long.parseLong(refused.header("Retry-After"))).isPositive();
        assertThat(pay(order, card("pm_card_visa")).status()).isEqualTo(429);
        assertThat(charges(order)).isEqualTo("0 of 0, refunded 0");
    }

    @Test
    void aLoopOfCallbacksDoesNotAskTheProviderEachTime() {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "checkout"));
        var asked = new AtomicInteger();
        provider.getEventPublisher().onEvent(_ -> asked.incrementAndGet());

        for (var i = 0; i < 50; i++) {
            assertThat(get("/api/payments/callback/success?payment_id=" + started.text("id"))
                            .statusCode())
                    .isEqualTo(200);
        }

        // Three at once, one more for each ten seconds, and what the service itself looks after.
        assertThat(asked).hasValueLessThan(25);
        assertThat(get("/api/payments/callback/success?session_id=a%00b").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aCheckoutIsPaidOnTheHostedPageAndTheCallbackAsksTheProvider() throws Exception {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "checkout"));
        var page = URI.create(started.text("checkoutUrl"));
        var early = get("/api/payments/callback/success?payment_id=" + started.text("id"));
        assertThat(early.statusCode()).isEqualTo(200);
        assertThat(early.body()).contains("PROCESSING");

        var back = post(page, "action=pay&card=4242424242424242")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(back).startsWith("http://localhost:8080/api/payments/callback/success?session_id=cs_test_");
        var landed = get("/api/payments/callback/success?" + URI.create(back).getQuery());

        assertThat(landed.statusCode()).isEqualTo(200);
        assertThat(landed.body()).contains("your payment has arrived").contains(order.toString());
        awaitStatus(started.text("id"), "PAID");
        assertThat(get("/api/payments/callback/success").statusCode()).isEqualTo(400);
        assertThat(get("/api/payments/callback/success?session_id=cs_test_unknown")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aCardThatNeedsItsOwnerWaitsForThem() throws Exception {
        var order = newOrder(2500);
        var started = pay(order, card("pm_card_threeDSecure2Required"));
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.text("status")).isEqualTo("REQUIRES_ACTION");

        post(URI.create(started.text("nextActionUrl")), "action=complete");

        awaitStatus(started.text("id"), "PAID");
    }

    @Test
    void aPaymentWhoseWebhookIsLostIsFoundByAsking() throws Exception {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "intent"));
        sandbox("PUT", "/sandbox/modes/" + order, "{\"webhookLostRatio\":1}");

        confirmAsBrowser(started.text("clientSecret"), "pm_card_visa");

        awaitStatus(started.text("id"), "PAID");
    }

    @Test
    void aLostAnswerOfTheProviderChargesOnce() throws Exception {
        var order = newOrder(2500);
        sandbox("PUT", "/sandbox/modes", "{\"lostAnswerRatio\":1}");
        var key = UUID.randomUUID().toString();
        Api.Answer lost;
        try {
            lost = as(buyer).with("Idempotency-Key", key).post("/api/payments", payment(order, card("pm_card_visa")));
        } finally {
            sandbox("PUT", "/sandbox/modes", "{}");
        }
        assertThat(lost.status()).isEqualTo(503);
        assertThat(lost.text("code")).isEqualTo("provider_unavailable");
        assertThat(lost.header("Retry-After")).isNotEmpty();

        Awaitility.await().atMost(KafkaProbe.PATIENCE).untilAsserted(() -> {
            var repeat =
                    as(buyer).with("Idempotency-Key", key).post("/api/payments", payment(order, card("pm_card_visa")));
            assertThat(repeat.status()).isEqualTo(201);
            assertThat(repeat.text("status")).isEqualTo("PAID");
        });
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
    }

    @Test
    void parallelRequestsChargeOnce() {
        var order = newOrder(2500);

        var answers = Parallel.times(12, () -> pay(order, card("pm_card_visa")));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201, 409));
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
    }

    @Test
    void manyBuyersAtOnceGetByWithTheConnectionsThereAre() {
        var orders = new ConcurrentLinkedQueue<UUID>();
        for (var i = 0; i < 16; i++) {
            orders.add(newOrder(2500));
        }

        var answers = Parallel.times(16, () -> pay(orders.remove(), card("pm_card_visa")));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.text("status")).isEqualTo("PAID"));
    }

    @Test
    void aRepeatWithTheSameKeyIsAnsweredAlike() {
        var order = newOrder(2500);
        var key = UUID.randomUUID().toString();
        var api = as(buyer).with("Idempotency-Key", key);

        var first = api.post("/api/payments", payment(order, card("pm_card_visa")));
        var repeat = api.post("/api/payments", payment(order, card("pm_card_visa")));

        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(api.post("/api/payments", payment(order, card("pm_card_mastercard")))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aCancelledOrderIsCalledOffOrRefunded() throws Exception {
        var open = newOrder(2500);
        var started = pay(open, Map.of("type", "intent"));
        close(open, "EXPIRED");
        awaitStatus(started.text("id"), "CANCELLED");
        assertThat(confirmAsBrowser(started.text("clientSecret"), "pm_card_visa"))
                .isEqualTo(400);
        assertThat(pay(open, card("pm_card_visa")).text("code")).isEqualTo("order_not_payable");

        var paid = newOrder(2500);
        var payment = pay(paid, card("pm_card_visa"));
        close(paid, "CANCELLED");
        awaitStatus(payment.text("id"), "REFUNDED");
        assertThat(charges(paid)).isEqualTo("1 of 2500, refunded 2500");
        event(paid, 2);
        assertThat(statuses(paid)).containsExactly("PAID", "REFUNDED");
        assertThat(ledger(paid)).isEqualTo("CASH 0, RECEIVABLE -2500, REFUNDS +2500");
    }

    @Test
    void everyActOfAnAdministratorLeavesAnEntry() {
        var paid = pay(newOrder(2500), card("pm_card_visa")).text("id");
        var open = pay(newOrder(2500), Map.of("type", "intent")).text("id");
        var drift = drifts.record(unbooked(paid), 1, Instant.now()).id().value();
        var other = pay(newOrder(2500), card("pm_card_visa")).text("id");
        var noted = drifts.record(unbooked(other), 1, Instant.now()).id().value();
        new AuditCoverage()
                .performs(
                        "post /api/admin/reconciliation/drifts/{id}/acknowledge",
                        admin -> admin.post(
                                "/api/admin/reconciliation/drifts/" + noted + "/acknowledge",
                                Map.of("reason", "known")))
                .performs(
                        "post /api/payments/{id}/refunds",
                        admin -> admin.post("/api/payments/" + paid + "/refunds", Map.of("reason", "broken")))
                .performs(
                        "post /api/admin/reconciliation/drifts/{id}/repair",
                        admin -> admin.post("/api/admin/reconciliation/drifts/" + drift + "/repair", Map.of()))
                .performs(
                        "post /api/admin/reconciliation/runs",
                        admin -> admin.post("/api/admin/reconciliation/runs", Map.of()))
                .performsAlso(
                        "post /api/payments/{id}/cancel",
                        admin -> admin.post("/api/payments/" + open + "/cancel", Map.of()))
                .assertComplete(new Api(port), admin(), "payment-service");
        assertThat(entries(open)).isEqualTo("payment.cancelled");
    }

    private static Drift unbooked(String payment) {
        return new Drift(
                DriftKind.LEDGER_MISSING,
                payment,
                null,
                new PaymentId(UUID.fromString(payment)),
                null,
                null,
                null,
                null,
                "found by a test",
                Instant.now());
    }

    @Test
    void whatABuyerGivesUpIsNotOnRecord() {
        var open = pay(newOrder(2500), Map.of("type", "intent")).text("id");

        assertThat(as(buyer).post("/api/payments/" + open + "/cancel", Map.of()).status())
                .isEqualTo(200);

        assertThat(entries(open)).isEmpty();
    }

    private String entries(String payment) {
        return new Api(port)
                .as(TestTokens.service("notification-service", "payment-service"))
                .get("/internal/audit?object=payment:" + payment)
                .body()
                .get("items")
                .valueStream()
                .map(entry -> entry.get("action").stringValue())
                .collect(Collectors.joining(","));
    }

    @Test
    void onlyOneOfParallelFullRefundsIsMade() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_visa")).text("id");

        var answers =
                Parallel.times(8, () -> admin().post("/api/payments/" + id + "/refunds", Map.of("reason", "broken")));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSize(7)
                .allSatisfy(answer -> assertThat(answer.text("code")).isEqualTo("over_refund"));
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 2500");
        assertThat(admin().get("/api/payments/" + id + "/refunds").number("totalItems"))
                .isEqualTo(1);
    }

    @Test
    void refundsAddUpToTheCaptureAndNotMore() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_visa")).text("id");
        var refunds = "/api/payments/" + id + "/refunds";

        var part = admin().post(refunds, Map.of("amountMinor", 1000, "reason", "broken"));
        assertThat(part.status()).isEqualTo(201);
        assertThat(part.text("status")).isEqualTo("SUCCEEDED");
        assertThat(as(buyer).get("/api/payments/" + id).text("status")).isEqualTo("PARTIALLY_REFUNDED");
        assertThat(admin().post(refunds, Map.of("amountMinor", 1501, "reason", "x"))
                        .text("code"))
                .isEqualTo("over_refund");
        assertThat(admin().post(refunds, Map.of("amountMinor", -1, "reason", "x"))
                        .status())
                .isEqualTo(400);
        assertThat(admin().post(refunds, Map.of("amountMinor", 10)).status()).isEqualTo(400);
        assertThat(as(buyer).post(refunds, Map.of("reason", "x")).status()).isEqualTo(403);
        assertThat(admin().post("/api/payments/" + UUID.randomUUID() + "/refunds", Map.of("reason", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 1000");
        var record = new Api(port)
                .as(TestTokens.service("notification-service", "payment-service"))
                .get("/internal/audit?object=payment:" + id)
                .body()
                .get("items");
        assertThat(record).as("refused ones are not on record").hasSize(1);
        assertThat(record.get(0).get("action").stringValue()).isEqualTo("payment.refunded");
        assertThat(record.get(0).at("/details/amountMinor").stringValue()).isEqualTo("1000");
        assertThat(record.get(0).at("/details/refund").stringValue()).isEqualTo(part.text("id"));
    }

    @Test
    void aRefundThatFailsAfterItSucceededIsTakenBackAndCanBeMadeAgain() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_refundFail")).text("id");
        var refunds = "/api/payments/" + id + "/refunds";
        var made = admin().post(refunds, Map.of("amountMinor", 1000, "reason", "broken"));
        assertThat(made.text("status")).isEqualTo("SUCCEEDED");

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() ->
                        assertThat(admin().get(refunds).text("items/0/status")).isEqualTo("RETURNED"));

        assertThat(admin().get("/api/payments/" + id).text("status")).isEqualTo("PAID");
        assertThat(admin().get("/api/payments/" + id).number("refunded/amountMinor"))
                .isZero();
        assertThat(ledger(order)).isEqualTo("CASH +2500, RECEIVABLE -2500, REFUNDS 0");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
        assertThat(alerts(id)).containsExactly("REFUND_RETURNED");
        var event = event(order, 3);
        Contracts.assertValid("payment_status", event);
        assertThat(event.at("/data/cause").stringValue()).isEqualTo("refund_returned");
        assertThat(statuses(order)).containsExactly("PAID", "PARTIALLY_REFUNDED", "PAID");
        assertThat(admin().post(refunds, Map.of("reason", "once more")).number("amount/amountMinor"))
                .isEqualTo(2500);
    }

    private List<@Nullable String> alerts(String payment) {
        return sql.sql("SELECT kind FROM payment_alert WHERE payment_id = :id ORDER BY id")
                .param("id", UUID.fromString(payment))
                .query(String.class)
                .list();
    }

    private String intentOf(String payment) {
        return sql.sql("SELECT intent_ref FROM payment WHERE id = :id")
                .param("id", UUID.fromString(payment))
                .query(String.class)
                .single();
    }

    @Test
    void aRefundInTheProvidersDashboardIsInTheBooksAndTheRestGoesBackWhenTheOrderIsCancelled() throws StripeException {
        var order = newOrder(2000);
        var id = pay(order, card("pm_card_visa")).text("id");

        refundInDashboard(id, 500);

        awaitStatus(id, "PARTIALLY_REFUNDED");
        assertThat(ledger(order)).isEqualTo("CASH +1500, RECEIVABLE -2000, REFUNDS +500");
        close(order, "CANCELLED");
        awaitStatus(id, "REFUNDED");
        assertThat(charges(order)).isEqualTo("1 of 2000, refunded 2000");
        assertThat(ledger(order)).isEqualTo("CASH 0, RECEIVABLE -2000, REFUNDS +2000");
    }

    @Test
    void aRefundInTheDashboardThatWasNotHeardOfIsLearnedOfFromTheRefusal() throws StripeException {
        var order = newOrder(2000);
        var id = pay(order, card("pm_card_visa")).text("id");
        sandbox("PUT", "/sandbox/modes/" + order, "{\"webhookLostRatio\":1}");
        refundInDashboard(id, 500);

        close(order, "CANCELLED");

        awaitStatus(id, "REFUNDED");
        assertThat(charges(order)).isEqualTo("1 of 2000, refunded 2000");
        assertThat(ledger(order)).isEqualTo("CASH 0, RECEIVABLE -2000, REFUNDS +2000");
    }

    @Test
    void aRefundOfMoreThanTheDashboardLeftIsRefusedWithWhatIsLeft() throws StripeException {
        var order = newOrder(2000);
        var id = pay(order, card("pm_card_visa")).text("id");
        sandbox("PUT", "/sandbox/modes/" + order, "{\"webhookLostRatio\":1}");
        refundInDashboard(id, 500);

        var refused = admin().post("/api/payments/" + id + "/refunds", Map.of("amountMinor", 1600, "reason", "x"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("over_refund");
        assertThat(refused.number("refundable/amountMinor")).isEqualTo(1500);
        assertThat(admin().post("/api/payments/" + id + "/refunds", Map.of("reason", "x"))
                        .number("amount/amountMinor"))
                .isEqualTo(1500);
    }

    private void refundInDashboard(String payment, long amount) throws StripeException {
        stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intentOf(payment))
                        .setAmount(amount)
                        .build());
    }

    @Test
    void aDisputedPaymentIsNotRefundedWhateverAsksForIt() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_createDispute")).text("id");
        awaitDispute(id, "NEEDS_RESPONSE");

        var refused = admin().post("/api/payments/" + id + "/refunds", Map.of("reason", "x"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("payment_disputed");
        var event = event(order, 2);
        Contracts.assertValid("payment_status", event);
        assertThat(event.at("/data/status").stringValue()).isEqualTo("PAID");
        assertThat(event.at("/data/disputed").booleanValue()).isTrue();
        assertThat(event(order, 1).at("/data/disputed").booleanValue()).isFalse();

        sandbox("POST", "/sandbox/disputes/" + disputeOf(id), "status=lost");
        awaitDispute(id, "LOST");
        close(order, "CANCELLED");
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(alerts(id)).contains("DISPUTED_NOT_REFUNDED"));
        assertThat(admin().get("/api/payments/" + id + "/refunds").number("totalItems"))
                .isZero();
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");
        assertThat(ledger(order)).isEqualTo("CASH 0, DISPUTES +2500, RECEIVABLE -2500");
    }

    @Test
    void whatCouldNotGoBackWhileItWasDisputedGoesBackOnceTheDisputeIsWon() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_createDispute")).text("id");
        awaitDispute(id, "NEEDS_RESPONSE");
        close(order, "CANCELLED");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 0");

        sandbox("POST", "/sandbox/disputes/" + disputeOf(id), "status=won");

        awaitStatus(id, "REFUNDED");
        assertThat(charges(order)).isEqualTo("1 of 2500, refunded 2500");
    }

    @Test
    void aDisputeThatWasNotHeardOfIsLearnedOfFromTheRefusal() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_visa")).text("id");
        sandbox("PUT", "/sandbox/modes/" + order, "{\"webhookLostRatio\":1}");
        sandbox("POST", "/sandbox/disputes/" + intentOf(id), "");

        var refused = admin().post("/api/payments/" + id + "/refunds", Map.of("reason", "x"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("payment_disputed");
        assertThat(admin().get("/api/payments/" + id).text("disputes/0/state")).isEqualTo("NEEDS_RESPONSE");
    }

    @Test
    void anInquiryLetsARefundThrough() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_createDisputeInquiry")).text("id");
        awaitDispute(id, "INQUIRY");

        var refund = admin().post("/api/payments/" + id + "/refunds", Map.of("reason", "x"));

        assertThat(refund.status()).isEqualTo(201);
        assertThat(refund.text("status")).isEqualTo("SUCCEEDED");
    }

    private String disputeOf(String payment) {
        return admin().get("/api/payments/" + payment).text("disputes/0/providerRef");
    }

    @Test
    void nobodyPaysOrSeesWhatIsNotTheirs() {
        var order = newOrder(2500);
        var id = pay(order, Map.of("type", "intent")).text("id");
        var stranger = as(UUID.randomUUID());

        assertThat(stranger.post("/api/payments", payment(order, card("pm_card_visa")))
                        .status())
                .isEqualTo(404);
        assertThat(stranger.get("/api/payments/" + id).status()).isEqualTo(404);
        assertThat(stranger.get("/api/payments?orderId=" + order).number("totalItems"))
                .isZero();
        assertThat(as(buyer).get("/api/payments?orderId=" + order).number("totalItems"))
                .isEqualTo(1);
        var seen = admin().get("/api/payments/" + id);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.text("clientSecret")).isEmpty();
        assertThat(new Api(port).get("/api/payments/" + id).status()).isEqualTo(401);
        assertThat(new Api(port)
                        .post("/api/payments", payment(order, card("pm_card_visa")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void badInputIsRefused() {
        var order = newOrder(2500);
        var api = as(buyer);

        for (var method : List.<Map<String, ?>>of(
                Map.of("type", "cash"),
                Map.of("type", "card"),
                Map.of("type", "card", "paymentMethod", "4242424242424242"),
                Map.of("type", "card", "cardNumber", "4242424242424242"),
                Map.of("type", "intent", "paymentMethod", "pm_card_visa"),
                Map.of())) {
            assertThat(api.post("/api/payments", payment(order, method)).status())
                    .as("%s", method)
                    .isEqualTo(400);
        }
        assertThat(api.post("/api/payments", Map.of("orderId", order, "method", card("pm_card_visa"), "amountMinor", 1))
                        .status())
                .isEqualTo(400);
        var unknown = api.post("/api/payments", payment(order, card("pm_card_unknown")));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.wrongFields()).containsExactly("method.paymentMethod");
        assertThat(pay(newOrder(49), card("pm_card_visa")).text("code")).isEqualTo("amount_not_chargeable");
        assertThat(api.get("/api/payments?sort=userId").status()).isEqualTo(400);
    }

    @Test
    void anOrderThatIsNotKnownIsAskedForAndAnOutageIsSaid() {
        var answer = pay(UUID.randomUUID(), card("pm_card_visa"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("code")).isEqualTo("order_service_unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void aWebhookIsBelievedOnlyIfItIsSignedAndOnTime() {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "intent"));
        sandbox("PUT", "/sandbox/modes/" + order, "{\"webhookLostRatio\":1}");
        confirmAsBrowser(started.text("clientSecret"), "pm_card_visa");
        var body = succeeded(started, 2500);
        var now = Instant.now().getEpochSecond();

        assertThat(webhook(body, "")).isEqualTo(400);
        assertThat(webhook(body, signed(body, "whsec_wrong", now))).isEqualTo(400);
        assertThat(webhook(body + " ", signed(body, "whsec_local", now))).isEqualTo(400);
        assertThat(webhook(body, signed(body, "whsec_local", now - 310))).isEqualTo(400);
        assertThat(webhook(body, signed(body, "whsec_local", now + 310))).isEqualTo(400);
        assertThat(stored(body)).isZero();

        var answers = Parallel.times(6, () -> webhook(body, signed(body, "whsec_local", now)));
        assertThat(answers).containsOnly(200);
        assertThat(as(buyer).get("/api/payments/" + started.text("id")).text("status"))
                .isEqualTo("PAID");
        assertThat(ledger(order)).isEqualTo("CASH +2500, RECEIVABLE -2500");
        event(order, 2);
        assertThat(statuses(order)).containsExactly("PROCESSING", "PAID");
    }

    @Test
    void aSignedEventThatIsNotOursIsTakenAndKeptAsIgnored() {
        for (var body : List.of(
                event("evt_" + UUID.randomUUID(), "payment_intent.created", "pi_x", 2500, "eur"),
                event("evt_" + UUID.randomUUID(), "payment_intent.succeeded", "pi_of_another", 2500, "eur"),
                event("evt_" + UUID.randomUUID(), "payment_intent.succeeded", "pi_x", 2500, "xyz"),
                event("evt_" + UUID.randomUUID(), "payment_intent.succeeded", "pi\\u0000x", 2500, "eur"),
                "{\"id\":\"evt_" + UUID.randomUUID()
                        + "\",\"type\":\"checkout.session.completed\",\"livemode\":false,\"data\":{\"object\":{\"id\":\"cs_1\","
                        + "\"object\":\"checkout.session\",\"mode\":\"setup\",\"status\":null,\"amount_total\":null,\"currency\":null}}}",
                "{\"id\":\"evt_" + UUID.randomUUID() + "\",\"object\":\"v2.core.event\",\"type\":\"v2.core.event\"}")) {
            assertThat(webhook(body, signed(body, "whsec_local", Instant.now().getEpochSecond())))
                    .as(body)
                    .isEqualTo(200);
            assertThat(sql.sql("SELECT state FROM webhook_event WHERE id = :id")
                            .param(
                                    "id",
                                    JsonMapper.shared().readTree(body).get("id").stringValue())
                            .query(String.class)
                            .single())
                    .isEqualTo("IGNORED");
        }
        for (var body : List.of("no json", "[]", "{}", "{\"id\":\"evt\\u0000\"}")) {
            assertThat(webhook(body, signed(body, "whsec_local", Instant.now().getEpochSecond())))
                    .as(body)
                    .isEqualTo(200);
        }
    }

    @Test
    void aSignedEventWithAWrongAmountPaysNothingAndAlerts() {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "intent"));
        var intent = started.text("clientSecret").replaceAll("_secret_.*", "");
        var body = event("evt_" + UUID.randomUUID(), "payment_intent.succeeded", intent, 1, "eur");

        assertThat(webhook(body, signed(body, "whsec_local", Instant.now().getEpochSecond())))
                .isEqualTo(200);

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(sql.sql("SELECT kind FROM payment_alert WHERE payment_id = :id")
                                .param("id", UUID.fromString(started.text("id")))
                                .query(String.class)
                                .list())
                        .containsExactly("AMOUNT_MISMATCH"));
        assertThat(as(buyer).get("/api/payments/" + started.text("id")).text("status"))
                .isEqualTo("PROCESSING");
    }

    @Test
    void aSignedEventWithoutTheWholeObjectIsNoProofOfAPayment() {
        var order = newOrder(2500);
        var started = pay(order, Map.of("type", "intent"));
        var intent = started.text("clientSecret").replaceAll("_secret_.*", "");
        var body = event("evt_" + UUID.randomUUID(), "payment_intent.succeeded", intent, 2500, "eur");

        assertThat(webhook(body, signed(body, "whsec_local", Instant.now().getEpochSecond())))
                .isEqualTo(200);

        assertThat(as(buyer).get("/api/payments/" + started.text("id")).text("status"))
                .isEqualTo("PROCESSING");
    }

    @Test
    void anOrderThatWaitsLongerIsPayableLongerAndNeverShorter() {
        var order = newOrder(2500);
        var later = Instant.parse("2100-01-01T00:00:00Z");
        step(order, "PENDING", 2, later);
        step(order, "PENDING", 3, Instant.now());
        close(order, "CANCELLED");

        assertThat(count(
                        "SELECT count(*) FROM payable_order WHERE order_id = :id AND expires_at = '2100-01-01Z'",
                        order))
                .isEqualTo(1);
    }

    @Test
    void otherServicesSeeHowAnOrderWasPaid() {
        var order = newOrder(2500);
        pay(order, card("pm_card_chargeDeclined"));
        var id = pay(order, card("pm_card_visa")).text("id");
        admin().post("/api/payments/" + id + "/refunds", Map.of("amountMinor", 700, "reason", "broken"));
        var path = "/internal/payments/orders/" + order;

        var seen = new Api(port)
                .as(TestTokens.service("order-service", "payment-service"))
                .get(path);

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.body().at("/items").size()).isEqualTo(2);
        assertThat(seen.text("items/0/status")).isEqualTo("FAILED");
        assertThat(seen.text("items/0/failureCode")).isEqualTo("generic_decline");
        assertThat(seen.number("items/1/attempt")).isEqualTo(2);
        assertThat(seen.text("items/1/paymentId")).isEqualTo(id);
        assertThat(seen.text("items/1/method")).isEqualTo("card");
        assertThat(seen.text("items/1/status")).isEqualTo("PARTIALLY_REFUNDED");
        assertThat(seen.number("items/1/amount/amountMinor")).isEqualTo(2500);
        assertThat(seen.number("items/1/refunds/0/amount/amountMinor")).isEqualTo(700);
        assertThat(seen.text("items/1/refunds/0/state")).isEqualTo("SUCCEEDED");
        assertThat(seen.text("items/1/refunds/0/reason")).isEqualTo("broken");
        assertThat(admin().get(path).status()).isIn(401, 403);
        assertThat(as(buyer).get(path).status()).isIn(401, 403);
    }

    @Test
    void aDisputeIsRecordedBookedAndShownToAdminsAlone() {
        var order = newOrder(2500);
        var id = pay(order, card("pm_card_visa")).text("id");
        var intent = sql.sql("SELECT intent_ref FROM payment WHERE id = :id")
                .param("id", UUID.fromString(id))
                .query(String.class)
                .single();

        var opened = JsonMapper.shared().readTree(sandbox("POST", "/sandbox/disputes/" + intent, ""));

        awaitDispute(id, "NEEDS_RESPONSE");
        var seen = admin().get("/api/payments/" + id);
        assertThat(seen.text("disputes/0/reason")).isEqualTo("fraudulent");
        assertThat(seen.number("disputes/0/amount/amountMinor")).isEqualTo(2500);
        assertThat(seen.text("disputes/0/evidenceDue")).isNotEmpty();
        assertThat(as(buyer).get("/api/payments/" + id).body().has("disputes")).isFalse();
        assertThat(openDisputes()).filteredOn(id::equals).containsExactly(id);
        assertThat(as(buyer).get("/api/admin/disputes").status()).isEqualTo(403);
        assertThat(ledger(order)).isEqualTo("CASH 0, DISPUTES +2500, RECEIVABLE -2500");
        assertThat(sql.sql("SELECT kind FROM payment_alert WHERE payment_id = :id")
                        .param("id", UUID.fromString(id))
                        .query(String.class)
                        .list())
                .containsExactly("DISPUTED");

        sandbox("POST", "/sandbox/disputes/" + opened.get("id").asString(), "status=won");

        awaitDispute(id, "WON");
        assertThat(openDisputes()).doesNotContain(id);
        assertThat(ledger(order)).isEqualTo("CASH +2500, DISPUTES 0, RECEIVABLE -2500");
    }

    @Test
    void aDisputeThatChangesIsNeverConfirmedAsUnchanged() {
        var id = pay(newOrder(2500), card("pm_card_createDispute")).text("id");
        awaitDispute(id, "NEEDS_RESPONSE");
        var path = "/api/payments/" + id;
        var opened = admin().get(path);

        assertThat(known(admin(), opened).get(path).status()).isEqualTo(304);
        sandbox("POST", "/sandbox/disputes/" + disputeOf(id), "status=lost");
        awaitDispute(id, "LOST");

        var lost = known(admin(), opened).get(path);
        assertThat(lost.status()).isEqualTo(200);
        assertThat(lost.text("disputes/0/state")).isEqualTo("LOST");
        assertThat(lost.number("version")).as("the payment itself is as it was").isEqualTo(opened.number("version"));
        assertThat(known(admin(), lost).get(path).status()).isEqualTo(304);
        assertThat(String.join(", ", lost.headers().allValues("Vary"))).contains("Authorization", "Cookie");
    }

    @Test
    void eachViewerOfAPaymentHasATagOfTheirOwn() {
        var id = pay(newOrder(2500), Map.of("type", "intent")).text("id");
        var path = "/api/payments/" + id;
        var own = as(buyer).get(path);
        var managed = admin().get(path);

        assertThat(own.text("clientSecret")).isNotEmpty();
        assertThat(managed.body().has("clientSecret")).isFalse();
        assertThat(known(as(buyer), own).get(path).status()).isEqualTo(304);
        assertThat(known(admin(), managed).get(path).status()).isEqualTo(304);
        assertThat(known(admin(), own).get(path).status()).isEqualTo(200);
        assertThat(known(as(buyer), managed).get(path).status()).isEqualTo(200);
    }

    private static Api known(Api caller, Api.Answer answer) {
        return caller.with("If-None-Match", answer.header("ETag"));
    }

    /** The payments of the list, which has to begin with what is due first. */
    private List<String> openDisputes() {
        var items = admin().get("/api/admin/disputes?size=100")
                .body()
                .get("items")
                .valueStream()
                .toList();
        assertThat(items.stream()
                        .map(item -> item.at("/dispute/evidenceDue").asString(""))
                        .filter(due -> !due.isEmpty()))
                .isSorted();
        return items.stream().map(item -> item.get("paymentId").stringValue()).toList();
    }

    private void awaitDispute(String payment, String state) {
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(admin().get("/api/payments/" + payment).text("disputes/0/state"))
                                .isEqualTo(state));
    }

    @Test
    void theDatabaseItselfRefusesASecondLiveAttemptAndAnUnboundRefund() {
        var order = newOrder(2500);
        var id = UUID.fromString(pay(order, Map.of("type", "intent")).text("id"));

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("""
                        INSERT INTO payment (id, order_id, user_id, attempt, amount_minor, currency, method, state, created_at,
                                             changed_at, version, check_at)
                        SELECT gen_random_uuid(), order_id, user_id, 99, amount_minor, currency, method, 'STARTING', created_at,
                               changed_at, 1, check_at
                          FROM payment WHERE id = :id
                        """).param("id", id).update())
                .withMessageContaining("payment_one_live_attempt");
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("UPDATE payment SET state = 'PAID', reserved_minor = 2501 WHERE id = :id")
                        .param("id", id)
                        .update())
                .withMessageContaining("refunds_within_capture");
    }

    @Test
    void theLedgerIsOnlyEverAddedToAndBooksACaptureOnce() {
        var order = newOrder(2500);
        var id = UUID.fromString(pay(order, card("pm_card_visa")).text("id"));

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("UPDATE ledger_posting SET amount_minor = 1 WHERE payment_id = :id")
                        .param("id", id)
                        .update())
                .withMessageContaining("only ever added to");
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("DELETE FROM ledger_posting WHERE payment_id = :id")
                        .param("id", id)
                        .update());
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("""
                        INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, booked_at)
                        SELECT debit, credit, amount_minor, currency, order_id, payment_id, booked_at
                          FROM ledger_posting WHERE payment_id = :id
                        """).param("id", id).update())
                .withMessageContaining("ledger_one_capture");
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("""
                        INSERT INTO ledger_posting (debit, credit, amount_minor, currency, order_id, payment_id, booked_at)
                        SELECT 'POCKET', credit, amount_minor, currency, order_id, payment_id, booked_at
                          FROM ledger_posting WHERE payment_id = :id
                        """).param("id", id).update())
                .withMessageContaining("ledger_posting_accounts");
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> sql.sql("DELETE FROM ledger_account WHERE name = 'CASH'")
                        .update())
                .withMessageContaining("only ever added to");
        assertThat(sql.sql("SELECT sum(debit_minor) - sum(credit_minor) FROM ledger_entry")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    // ---- how the tests talk ----

    private UUID newOrder(long amountMinor) {
        var order = UUID.randomUUID();
        var event = envelope(Contracts.example("order_placed", "order.placed.v1"), order, 1);
        var data = (ObjectNode) event.get("data");
        data.put("orderId", order.toString())
                .put("userId", buyer.toString())
                .put(
                        "reservationExpiresAt",
                        Instant.now().plus(15, ChronoUnit.MINUTES).toString());
        ((ObjectNode) data.get("total")).put("amountMinor", amountMinor);
        KafkaProbe.send("order_placed", event);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM payable_order WHERE order_id = :id", order))
                        .isEqualTo(1));
        return order;
    }

    private void step(UUID order, String status, long version, Instant reservationExpiresAt) {
        var event = envelope(Contracts.example("order_status", "order.status.v1"), order, version);
        ((ObjectNode) event.get("data"))
                .put("orderId", order.toString())
                .put("userId", buyer.toString())
                .put("status", status)
                .put("reservationExpiresAt", reservationExpiresAt.toString());
        KafkaProbe.send("order_status", event);
    }

    private void close(UUID order, String status) {
        step(order, status, 2, Instant.now());
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(count(
                                "SELECT count(*) FROM payable_order WHERE order_id = :id AND closed_as IS NOT NULL",
                                order))
                        .isEqualTo(1));
    }

    private static ObjectNode envelope(ObjectNode example, UUID subject, long version) {
        return example.put("id", UUID.randomUUID().toString())
                .put("subject", subject.toString())
                .put("aggregateversion", version);
    }

    private long count(String query, UUID id) {
        return sql.sql(query).param("id", id).query(Long.class).single();
    }

    private Api as(UUID user) {
        return new Api(port).as(TestTokens.user(user));
    }

    private Api admin() {
        return new Api(port).as(TestTokens.admin(UUID.randomUUID()));
    }

    private Api.Answer pay(UUID order, Map<String, ?> method) {
        return as(buyer).post("/api/payments", payment(order, method));
    }

    private static Map<String, ?> payment(UUID order, Map<String, ?> method) {
        return Map.of("orderId", order, "method", method);
    }

    private static Map<String, ?> card(String paymentMethod) {
        return Map.of("type", "card", "paymentMethod", paymentMethod);
    }

    private void awaitStatus(String payment, String status) {
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(admin().get("/api/payments/" + payment).text("status"))
                                .isEqualTo(status));
    }

    private static JsonNode event(UUID order, long version) {
        return KafkaProbe.await(
                "payment_status",
                event -> event.get("subject").stringValue().equals(order.toString())
                        && event.get("aggregateversion").longValue() == version);
    }

    private static List<String> statuses(UUID order) {
        return KafkaProbe.eventsAbout("payment_status", order.toString()).stream()
                .map(event -> event.at("/data/status").stringValue())
                .toList();
    }

    private String ledger(UUID order) {
        return String.join(
                        ", ",
                        sql.sql("""
                SELECT account || ' ' || trim(to_char(sum(debit_minor) - sum(credit_minor), 'SG9999990'))
                  FROM ledger_entry WHERE order_id = :id GROUP BY account ORDER BY account
                """).param("id", order).query(String.class).list())
                .replaceAll("([+-]) *", "$1")
                .replace("+0", "0");
    }

    /** What the sandbox itself took for the order. */
    private static String charges(UUID order) {
        var total = JsonMapper.shared()
                .readTree(sandbox("GET", "/sandbox/summary?order_id=" + order, ""))
                .at("/orders/" + order);
        return total.path("captures").asInt() + " of " + total.path("captured").asLong() + ", refunded "
                + total.path("refunded").asLong();
    }

    private static String sandbox(String method, String path, String body) {
        return send(method, URI.create(Infrastructure.shared().stripe() + path), body, "")
                .body();
    }

    private int confirmAsBrowser(String clientSecret, String paymentMethod) {
        var intent = clientSecret.replaceAll("_secret_.*", "");
        return send(
                        "POST",
                        URI.create(Infrastructure.shared().stripe() + "/v1/payment_intents/" + intent + "/confirm"),
                        "key=pk_test_local&client_secret=" + clientSecret + "&payment_method=" + paymentMethod,
                        "")
                .statusCode();
    }

    private HttpResponse<String> get(String path) {
        return send("GET", URI.create("http://127.0.0.1:" + port + path), "", "");
    }

    private static HttpResponse<String> post(URI url, String form) {
        return send("POST", url, form, "");
    }

    private int webhook(String body, String signature) {
        return send("POST", URI.create("http://127.0.0.1:" + port + "/api/payments/webhooks/stripe"), body, signature)
                .statusCode();
    }

    private static HttpResponse<String> send(String method, URI url, String body, String signature) {
        try {
            var request = HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.ofString(body));
            if (!signature.isEmpty()) {
                request.header("Stripe-Signature", signature);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(method + " " + url, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static String event(String id, String type, String intent, long amount, String currency) {
        return """
                {"id":"%s","object":"event","type":"%s","livemode":false,"data":{"object":{"id":"%s","object":"payment_intent",
                "amount_received":%d,"currency":"%s","metadata":{}}}}
                """.formatted(id, type, intent, amount, currency);
    }

    /** As the provider would send it of an intent that is paid. */
    private static String succeeded(Api.Answer payment, long amount) {
        return """
                {"id":"evt_%s","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"%s",
                "object":"payment_intent","status":"succeeded","livemode":false,"latest_charge":"ch_1","amount_received":%d,
                "currency":"eur","metadata":{"payment_id":"%s"}}}}
                """.formatted(
                        UUID.randomUUID(),
                        payment.text("clientSecret").replaceAll("_secret_.*", ""),
                        amount,
                        payment.text("id"));
    }

    private static String signed(String body, String secret, long epochSecond) {
        try {
            return Webhook.Signature.generateSignatureHeader(body, secret, epochSecond);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private long stored(String body) {
        return sql.sql("SELECT count(*) FROM webhook_event WHERE id = :id")
                .param("id", JsonMapper.shared().readTree(body).get("id").stringValue())
                .query(Long.class)
                .single();
    }
}
