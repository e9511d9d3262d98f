package shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.razorpay.RazorpayException;
import com.razorpay.Utils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.test.Api;
import shop.test.Contracts;
import shop.test.FleetTest;
import shop.test.Infrastructure;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The whole service against the Razorpay sandbox, from the orders it consumes to the events it publishes. */
@FleetTest
@TestPropertySource(
        properties = {
            "payment.poll-every=200ms",
            "payment.first-check=1s",
            "payment.longest-check=5s",
            "payment.reconciliation.grace=0s",
            "payment.providers.by-currency=INR=razorpay",
            "spring.cloud.discovery.client.simple.instances.order-service[0].uri=http://127.0.0.1:9"
        })
class RazorpayServiceTest {

    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final URI SANDBOX = URI.create(Infrastructure.shared().razorpay());
    static final String HOOK_SECRET = "local-only-razorpay-webhooks";
    static final Map<String, String> CHECKOUT = Map.of("type", "checkout", "provider", "razorpay");
    static final Map<String, String> INTENT = Map.of("type", "intent", "provider", "razorpay");

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient sql;

    final UUID buyer = UUID.randomUUID();

    @BeforeEach
    void receiveWebhooks() {
        send("POST", SANDBOX.resolve("/sandbox/endpoints"), "url=" + endpoint());
    }

    @AfterEach
    void receiveNoMore() {
        send("DELETE", SANDBOX.resolve("/sandbox/endpoints"), "url=" + endpoint());
        send("DELETE", SANDBOX.resolve("/sandbox/modes"), "");
    }

    @Test
    void aLinkIsPaidOnItsPageAndGivenBack() {
        var order = newOrder(250_000, "INR");
        var checkout = pay(order, CHECKOUT);
        assertThat(checkout.status()).isEqualTo(201);
        assertThat(checkout.text("provider")).isEqualTo("razorpay");
        assertThat(checkout.text("status")).isEqualTo("PROCESSING");
        var id = checkout.text("id");

        var declined = press(checkout.text("checkoutUrl"), "decline");
        assertThat(declined.body()).contains("Payment failed");
        var paid = press(checkout.text("checkoutUrl"), "pay");

        assertThat(paid.statusCode()).isEqualTo(303);
        awaitStatus(id, "PAID");
        assertThat(charged(order)).isEqualTo("1 of 250000, refunded 0");
        assertThat(ledger(order)).isEqualTo("CASH +250000, RECEIVABLE -250000");
        var event = event(order, 2);
        Contracts.assertValid("payment_status", event);
        assertThat(event.at("/data/status").stringValue()).isEqualTo("PAID");

        var refund = refund(id, 100_000);
        assertThat(refund.status()).isEqualTo(201);
        assertThat(refund.text("status")).isEqualTo("SUCCEEDED");
        awaitStatus(id, "PARTIALLY_REFUNDED");
        assertThat(refund(id, 150_001).status()).isEqualTo(409);
        refund(id, 150_000);
        awaitStatus(id, "REFUNDED");
        assertThat(charged(order)).isEqualTo("1 of 250000, refunded 250000");
        assertThat(ledger(order)).isEqualTo("CASH 0, RECEIVABLE -250000, REFUNDS +250000");
    }

    @Test
    void aLinksReturnIsAHintThatIsSigned() {
        var order = newOrder(250_000, "INR");
        misbehave(order, "{\"webhookLostRatio\":1}");
        var checkout = pay(order, CHECKOUT);
        var back = press(checkout.text("checkoutUrl"), "pay").headers().firstValue("Location");
        var query = URI.create(back.orElseThrow()).getRawQuery();
        assertThat(back.orElseThrow()).contains("/api/payments/callback/razorpay?");

        var forged = get("/api/payments/callback/razorpay?" + query.replaceAll("signature=.", "signature=x"));
        var mine = get("/api/payments/callback/razorpay?" + query);

        assertThat(forged.statusCode()).isEqualTo(400);
        assertThat(mine.statusCode()).isEqualTo(200);
        assertThat(mine.body()).contains("your payment has arrived");
        assertThat(get("/api/payments/callback/razorpay").statusCode()).isEqualTo(400);
        awaitStatus(checkout.text("id"), "PAID");
    }

    @Test
    void anIntentIsPaidByTheScriptInTheShopsPage() {
        var order = newOrder(50_000, "INR");
        var payment = pay(order, INTENT);
        var secret = payment.text("clientSecret");
        assertThat(secret).startsWith("order_");
        assertThat(pay(order, INTENT).text("id")).as("a second tab").isEqualTo(payment.text("id"));
        misbehave(order, "{\"webhookLostRatio\":1}");

        var brought = script(secret, "pay");
        assertThat(brought.statusCode()).isEqualTo(200);
        var signed = post("/api/payments/callback/razorpay", brought.body());

        assertThat(signed.statusCode()).isEqualTo(200);
        awaitStatus(payment.text("id"), "PAID");
        var forged = (ObjectNode) JsonMapper.shared().readTree(brought.body());
        forged.put("razorpay_payment_id", "pay_another");
        assertThat(post("/api/payments/callback/razorpay", forged.toString()).statusCode())
                .isEqualTo(400);
        assertThat(charged(order)).isEqualTo("1 of 50000, refunded 0");
    }

    @Test
    void theWebhooksBringAPaymentOnInAnyOrderTwiceAndBesideForgedOnes() {
        var order = newOrder(50_000, "INR");
        misbehave(order, "{\"webhookDuplicateRatio\":1,\"webhookReorder\":true,\"webhookBadSignatureRatio\":1}");
        var payment = pay(order, INTENT);

        script(payment.text("clientSecret"), "decline");
        script(payment.text("clientSecret"), "pay");

        awaitStatus(payment.text("id"), "PAID");
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(
                        () -> assertThat(summary(order).at("/webhooks/pending").asLong())
                                .isZero());
        assertThat(ledger(order)).isEqualTo("CASH +50000, RECEIVABLE -50000");
        assertThat(statuses(order)).startsWith("PROCESSING").containsOnlyOnce("PAID");
    }

    @Test
    void aWebhookIsSignedOrRefusedAndHasOneEffect() throws RazorpayException {
        var order = newOrder(50_000, "INR");
        misbehave(order, "{\"webhookLostRatio\":1}");
        var payment = pay(order, INTENT);
        var body = paidOrder(payment, 50_000);
        var event = UUID.randomUUID().toString();

        assertThat(webhook(body, "", event)).isEqualTo(400);
        assertThat(webhook(body, Utils.getHash(body, "another"), event)).isEqualTo(400);
        assertThat(webhook(body + " ", Utils.getHash(body, HOOK_SECRET), event)).isEqualTo(400);
        assertThat(stored(event)).isZero();
        assertThat(webhook(body, Utils.getHash(body, HOOK_SECRET), event)).isEqualTo(200);
        assertThat(webhook(body, Utils.getHash(body, HOOK_SECRET), event)).isEqualTo(200);

        awaitStatus(payment.text("id"), "PAID");
        assertThat(stored(event)).isEqualTo(1);
        assertThat(ledger(order)).isEqualTo("CASH +50000, RECEIVABLE -50000");
    }

    @Test
    void anotherAmountPaysNothingAndRaisesAnAlert() throws RazorpayException {
        var order = newOrder(50_000, "INR");
        var payment = pay(order, INTENT);
        var body = paidOrder(payment, 1);

        assertThat(webhook(body, Utils.getHash(body, HOOK_SECRET), "odd-amount-" + order))
                .isEqualTo(200);

        assertThat(sql.sql("SELECT kind FROM payment_alert WHERE payment_id = :id")
                        .param("id", UUID.fromString(payment.text("id")))
                        .query(String.class)
                        .list())
                .containsExactly("AMOUNT_MISMATCH");
        assertThat(admin().get("/api/payments/" + payment.text("id")).text("status"))
                .isEqualTo("PROCESSING");
    }

    @Test
    void theCurrencyChoosesTheProviderUnlessTheBuyerDoes() {
        var rupees = newOrder(50_000, "INR");
        var euros = newOrder(2_500, "EUR");

        assertThat(pay(rupees, Map.of("type", "intent")).text("provider")).isEqualTo("razorpay");
        assertThat(pay(euros, Map.of("type", "intent")).text("provider")).isEqualTo("stripe");
        var other = pay(rupees, Map.of("type", "intent", "provider", "stripe"));
        assertThat(other.status()).as("while the first one is under way").isEqualTo(409);
        assertThat(other.text("code")).isEqualTo("payment_in_progress");
        assertThat(pay(newOrder(50_000, "INR"), Map.of("type", "intent", "provider", "stripe"))
                        .text("provider"))
                .isEqualTo("stripe");
    }

    @Test
    void whatRazorpayDoesNotTakeIsRefusedBeforeItIsBegun() {
        var order = newOrder(50_000, "INR");

        var card = pay(order, Map.of("type", "card", "paymentMethod", "pm_card_visa"));
        assertThat(card.status()).isEqualTo(422);
        assertThat(card.text("code")).isEqualTo("method_not_supported");
        assertThat(card.body().get("supported").valueStream().map(JsonNode::asString))
                .containsExactly("intent", "checkout");
        assertThat(pay(order, Map.of("type", "intent", "provider", "paypal")).status())
                .isEqualTo(400);
        var small = pay(newOrder(99, "INR"), INTENT);
        assertThat(small.status()).isEqualTo(422);
        assertThat(small.text("code")).isEqualTo("amount_not_chargeable");
        assertThat(sql.sql("SELECT count(*) FROM payment WHERE order_id = :id")
                        .param("id", order)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aLostAnswerMakesNoSecondOrderAndAnOutageIsLastedOut() {
        var order = newOrder(50_000, "INR");
        send("PUT", SANDBOX.resolve("/sandbox/modes"), "{\"outage\":true}");
        assertThat(pay(order, INTENT).status()).isEqualTo(503);
        send("PUT", SANDBOX.resolve("/sandbox/modes"), "{\"lostAnswerRatio\":0.5}");
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .until(
                        () -> pay(order, INTENT),
                        answer -> answer.status() == 200 && answer.body().hasNonNull("clientSecret"));
        send("DELETE", SANDBOX.resolve("/sandbox/modes"), "");

        var payment = pay(order, INTENT);
        script(payment.text("clientSecret"), "pay");

        awaitStatus(payment.text("id"), "PAID");
        assertThat(charged(order)).isEqualTo("1 of 50000, refunded 0");
        var receipt = JsonMapper.shared()
                .readTree(api("GET", "/v1/orders?receipt=" + payment.text("id"), "")
                        .body());
        assertThat(receipt.path("count").asInt()).isEqualTo(1);
    }

    @Test
    void aRefundWhoseAnswerIsLostIsMadeOnce() {
        var order = newOrder(50_000, "INR");
        var id = paidIntent(order);
        send("PUT", SANDBOX.resolve("/sandbox/modes"), "{\"lostAnswerRatio\":1}");

        assertThat(refund(id, 20_000).text("status")).isEqualTo("PENDING");
        assertThat(refund(id, 30_000).text("status")).isEqualTo("PENDING");
        send("DELETE", SANDBOX.resolve("/sandbox/modes"), "");

        awaitStatus(id, "REFUNDED");
        assertThat(charged(order)).isEqualTo("1 of 50000, refunded 50000");
        assertThat(ledger(order)).isEqualTo("CASH 0, RECEIVABLE -50000, REFUNDS +50000");
    }

    @Test
    void aRefundThatFailsLaterComesBackAndIsMadeAgain() {
        var order = newOrder(50_000, "INR");
        var id = paidIntent(order);
        refund(id, 50_000);
        awaitStatus(id, "REFUNDED");

        send("POST", SANDBOX.resolve("/sandbox/refunds/" + refundOf(id)), "status=failed");

        awaitStatus(id, "PAID");
        assertThat(ledger(order)).isEqualTo("CASH +50000, RECEIVABLE -50000, REFUNDS 0");
        assertThat(refund(id, 50_000).status()).isEqualTo(201);
        awaitStatus(id, "REFUNDED");
    }

    @Test
    void aPaymentThatComesAfterTheOrdersEndIsGivenBackByItself() {
        var order = newOrder(50_000, "INR");
        var payment = pay(order, INTENT);
        close(order, "CANCELLED");
        awaitStatus(payment.text("id"), "CANCELLED");

        assertThat(script(payment.text("clientSecret"), "pay").statusCode()).isEqualTo(200);

        awaitStatus(payment.text("id"), "REFUNDED");
        assertThat(charged(order)).isEqualTo("1 of 50000, refunded 50000");
    }

    @Test
    void aLinkOfAnOrderThatIsOverCannotBePaid() {
        var order = newOrder(50_000, "INR");
        var checkout = pay(order, CHECKOUT);
        close(order, "CANCELLED");
        awaitStatus(checkout.text("id"), "CANCELLED");

        assertThat(press(checkout.text("checkoutUrl"), "pay").statusCode()).isEqualTo(400);

        assertThat(charged(order)).isEqualTo("0 of 0, refunded 0");
    }

    @Test
    void aDisputeHoldsRefundsUntilItIsWon() {
        var order = newOrder(50_000, "INR");
        var id = paidIntent(order);
        var dispute = JsonMapper.shared()
                .readTree(send(
                                "POST",
                                SANDBOX.resolve("/sandbox/disputes/" + capturedOf(order)),
                                "phase=chargeback&deducted=true")
                        .body())
                .path("id")
                .asString();
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(
                                admin().get("/api/payments/" + id).body().path("disputes"))
                        .hasSize(1));
        assertThat(ledger(order)).isEqualTo("CASH 0, DISPUTES +50000, RECEIVABLE -50000");
        assertThat(refund(id, 50_000).text("code")).isEqualTo("payment_disputed");

        send("POST", SANDBOX.resolve("/sandbox/disputes/" + dispute), "status=won");

        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(ledger(order)).isEqualTo("CASH +50000, DISPUTES 0, RECEIVABLE -50000"));
        assertThat(refund(id, 50_000).status()).isEqualTo(201);
    }

    @Test
    void theReconciliationFindsWhatNoWebhookSaid() {
        var order = newOrder(50_000, "INR");
        misbehave(order, "{\"webhookLostRatio\":1}");
        var payment = pay(order, INTENT);
        as(buyer).post("/api/payments/" + payment.text("id") + "/cancel", Map.of());
        awaitStatus(payment.text("id"), "CANCELLED");
        script(payment.text("clientSecret"), "pay");

        compareUntil(() -> assertThat(
                        admin().get("/api/payments/" + payment.text("id")).text("status"))
                .isEqualTo("PAID"));
        api("POST", "/v1/payments/" + capturedOf(order) + "/refund", "{\"amount\":20000}");

        compareUntil(() -> assertThat(
                        admin().get("/api/payments/" + payment.text("id")).text("status"))
                .isEqualTo("PARTIALLY_REFUNDED"));
        assertThat(ledger(order)).isEqualTo("CASH +30000, RECEIVABLE -50000, REFUNDS +20000");
    }

    private void compareUntil(ThrowingRunnable expected) {
        Awaitility.await().atMost(KafkaProbe.PATIENCE).untilAsserted(() -> {
            admin().post("/api/admin/reconciliation/runs", Map.of());
            expected.run();
        });
    }

    private String paidIntent(UUID order) {
        var payment = pay(order, INTENT);
        script(payment.text("clientSecret"), "pay");
        awaitStatus(payment.text("id"), "PAID");
        return payment.text("id");
    }

    private UUID newOrder(long amountMinor, String currency) {
        var order = UUID.randomUUID();
        var event = envelope(Contracts.example("order_placed", "order.placed.v1"), order, 1);
        var data = (ObjectNode) event.get("data");
        data.put("orderId", order.toString())
                .put("userId", buyer.toString())
                .put("reservationExpiresAt", Instant.now().plusSeconds(900).toString());
        ((ObjectNode) data.get("total")).put("amountMinor", amountMinor).put("currency", currency);
        KafkaProbe.send("order_placed", event);
        Awaitility.await()
                .atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(sql.sql("SELECT count(*) FROM payable_order WHERE order_id = :id")
                                .param("id", order)
                                .query(Long.class)
                                .single())
                        .isEqualTo(1));
        return order;
    }

    private void close(UUID order, String status) {
        var event = envelope(Contracts.example("order_status", "order.status.v1"), order, 2);
        ((ObjectNode) event.get("data"))
                .put("orderId", order.toString())
                .put("userId", buyer.toString())
                .put("status", status)
                .put("reservationExpiresAt", Instant.now().toString());
        KafkaProbe.send("order_status", event);
    }

    private static ObjectNode envelope(ObjectNode example, UUID subject, long version) {
        return example.put("id", UUID.randomUUID().toString())
                .put("subject", subject.toString())
                .put("aggregateversion", version);
    }

    private String endpoint() {
        return "http://127.0.0.1:" + port + "/api/payments/webhooks/razorpay";
    }

    private Api as(UUID user) {
        return new Api(port).as(TestTokens.user(user));
    }

    private Api admin() {
        return new Api(port).as(TestTokens.admin(UUID.randomUUID()));
    }

    private Api.Answer pay(UUID order, Map<String, String> method) {
        return as(buyer).post("/api/payments", Map.of("orderId", order, "method", method));
    }

    private Api.Answer refund(String payment, long amountMinor) {
        return admin().post(
                        "/api/payments/" + payment + "/refunds",
                        Map.of("amountMinor", amountMinor, "reason", "came back"));
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

    private long stored(String event) {
        return sql.sql("SELECT count(*) FROM webhook_event WHERE id = :id AND provider = 'RAZORPAY'")
                .param("id", "razorpay_" + event)
                .query(Long.class)
                .single();
    }

    private String refundOf(String payment) {
        return sql.sql("SELECT provider_ref FROM refund WHERE payment_id = :id")
                .param("id", UUID.fromString(payment))
                .query(String.class)
                .single();
    }

    private String capturedOf(UUID order) {
        var intent = sql.sql("SELECT intent_ref FROM payment WHERE order_id = :id")
                .param("id", order)
                .query(String.class)
                .single();
        return JsonMapper.shared()
                .readTree(api("GET", "/v1/orders/" + intent + "/payments", "").body())
                .at("/items/0/id")
                .asString();
    }

    private static JsonNode summary(UUID order) {
        return JsonMapper.shared()
                .readTree(send("GET", SANDBOX.resolve("/sandbox/summary?order_id=" + order), "")
                        .body());
    }

    private static String charged(UUID order) {
        var total = summary(order).at("/orders/" + order);
        return total.path("captures").asInt() + " of " + total.path("captured").asLong() + ", refunded "
                + total.path("refunded").asLong();
    }

    private static void misbehave(UUID order, String modes) {
        assertThat(send("PUT", SANDBOX.resolve("/sandbox/modes/" + order), modes)
                        .statusCode())
                .isEqualTo(200);
    }

    private static String paidOrder(Api.Answer payment, long amount) {
        return """
                {"entity": "event", "event": "order.paid", "payload": {
                 "payment": {"entity": {"id": "pay_1", "amount": %d, "currency": "INR", "status": "captured", "captured": true,
                  "order_id": "%s"}},
                 "order": {"entity": {"id": "%s", "receipt": "%s"}}}}""".formatted(amount, payment.text("clientSecret"), payment.text("clientSecret"), payment.text("id"));
    }

    private HttpResponse<String> get(String path) {
        return send("GET", URI.create("http://127.0.0.1:" + port + path), "");
    }

    private HttpResponse<String> post(String path, String json) {
        return send("POST", URI.create("http://127.0.0.1:" + port + path), json, "Content-Type", "application/json");
    }

    private int webhook(String body, String signature, String event) {
        return send(
                        "POST",
                        URI.create(endpoint()),
                        body,
                        "X-Razorpay-Signature",
                        signature.isEmpty() ? "none" : signature,
                        "X-Razorpay-Event-Id",
                        event)
                .statusCode();
    }

    private static HttpResponse<String> press(String page, String action) {
        return send("POST", URI.create(page), "action=" + action);
    }

    private static HttpResponse<String> script(String order, String action) {
        return send("POST", SANDBOX.resolve("/checkout/" + order), "action=" + action);
    }

    private static HttpResponse<String> api(String method, String path, String body) {
        var key = Base64.getEncoder()
                .encodeToString("rzp_test_local:local-only-razorpay".getBytes(StandardCharsets.UTF_8));
        return send(method, SANDBOX.resolve(path), body, "Authorization", "Basic " + key);
    }

    private static HttpResponse<String> send(String method, URI url, String body, String... headers) {
        try {
            var request = HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(method + " " + url, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
