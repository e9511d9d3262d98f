package shop.local.razorpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RazorpaySandboxTest {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String ORDER = """
            {"amount": 50000, "currency": "INR", "receipt": "r1", "notes": {"order_id": "shop-1"}}""";
    static final String LINK = """
            {"amount": 50000, "currency": "INR", "reference_id": "l1", "callback_url": "http://shop.test/back",
             "callback_method": "get", "notes": {"order_id": "shop-1"}}""";

    @TempDir
    Path folder;

    /** What a receiver of webhooks got: signature, id and body. */
    record Received(String signature, String id, String body) {

        boolean isSigned() {
            return signature.equals(Webhooks.signature(body, "hook"));
        }

        String event() {
            return Json.read(body).path("event").asString();
        }
    }

    final List<Received> received = new CopyOnWriteArrayList<>();
    final AtomicInteger refusals = new AtomicInteger();
    HttpServer receiver;
    RazorpaySandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                received.add(new Received(
                        headers.getFirst("X-Razorpay-Signature"),
                        headers.getFirst("X-Razorpay-Event-Id"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 500 : 200, -1);
            }
        });
        receiver.start();
        sandbox = sandbox();
    }

    private RazorpaySandbox sandbox() throws IOException {
        return RazorpaySandbox.start(new Settings(
                Settings.LOOPBACK,
                0,
                "rzp_test_1",
                "secret",
                "hook",
                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                folder.resolve("sandbox.jsonl"),
                null));
    }

    @AfterEach
    void stop() {
        sandbox.close();
        receiver.stop(0);
    }

    @Test
    void anotherKeyIsRefused() {
        var answer = send("GET", "/v1/orders", "", "Authorization", "Basic " + base64("rzp_test_1:wrong"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Json.read(answer.body()).at("/error/code").asString()).isEqualTo("BAD_REQUEST_ERROR");
    }

    @Test
    void anOrderIsPaidOnceAndSaysSoByWebhooks() {
        var order = api("POST", "/v1/orders", ORDER).path("id").asString();
        assertThat(order).startsWith("order_");

        var declined = send("POST", "/checkout/" + order, "action=decline");
        var paid = send("POST", "/checkout/" + order, "action=pay");
        var again = send("POST", "/checkout/" + order, "action=pay");

        assertThat(declined.statusCode()).isEqualTo(402);
        assertThat(paid.statusCode()).isEqualTo(200);
        var brought = Json.read(paid.body());
        assertThat(brought.path("razorpay_signature").asString())
                .isEqualTo(Webhooks.signature(
                        order + "|" + brought.path("razorpay_payment_id").asString(), "secret"));
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(api("GET", "/v1/orders/" + order, "").path("status").asString())
                .isEqualTo("paid");
        assertThat(api("GET", "/v1/orders/" + order + "/payments", "")
                        .path("count")
                        .asInt())
                .isEqualTo(2);
        assertThat(api("GET", "/v1/orders?receipt=r1", "").at("/items/0/id").asString())
                .isEqualTo(order);
        assertThat(api("GET", "/v1/orders?receipt=r2", "").path("count").asInt())
                .isZero();
        awaitEvents("payment.failed", "payment.captured", "order.paid");
        assertThat(received).allMatch(Received::isSigned);
    }

    @Test
    void aLinkSendsTheBuyerBackSigned() {
        var link = api("POST", "/v1/payment_links", LINK);
        var page = URI.create(link.path("short_url").asString()).getPath();
        assertThat(send("GET", page, "").body()).contains("Pay 500.00 INR");

        var back = send("POST", page, "action=pay")
                .headers()
                .firstValue("Location")
                .orElseThrow();

        assertThat(back)
                .startsWith("http://shop.test/back?razorpay_payment_id=pay_")
                .contains("razorpay_signature=");
        assertThat(send("GET", page, "").body()).contains("This Payment Link is paid");
        assertThat(send("POST", page, "action=pay").statusCode()).isEqualTo(400);
        assertThat(refused("POST", "/v1/payment_links", LINK)).contains("already exists");
        assertThat(refused("POST", "/v1/payment_links/" + link.path("id").asString() + "/cancel", ""))
                .contains("cannot be cancelled");
        awaitEvents("payment.captured", "order.paid", "payment_link.paid");
    }

    @Test
    void aCancelledLinkIsNotPaid() {
        var link = api("POST", "/v1/payment_links", LINK);

        api("POST", "/v1/payment_links/" + link.path("id").asString() + "/cancel", "");

        assertThat(send("POST", "/l/" + link.path("id").asString(), "action=pay")
                        .statusCode())
                .isEqualTo(400);
        awaitEvents("payment_link.cancelled");
    }

    @Test
    void aRefundIsMadeOncePerKeyAndWithinWhatWasTaken() {
        var payment = paid();
        var first = refund(payment, "{\"amount\": 20000}", "key-0000001");
        var repeated = refund(payment, "{\"amount\": 20000}", "key-0000001");

        assertThat(Json.read(first.body()).path("status").asString()).isEqualTo("processed");
        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(refund(payment, "{\"amount\": 30000}", "key-0000001").statusCode())
                .as("another payload under the key")
                .isEqualTo(400);
        assertThat(refund(payment, "{\"amount\": 30001}", "key-0000002").statusCode())
                .isEqualTo(400);
        assertThat(refund(payment, "{}", "key-0000003").statusCode()).isEqualTo(200);
        assertThat(refund(payment, "{}", "key-0000004").body()).contains("fully refunded");
        assertThat(api("GET", "/v1/payments/" + payment, "")
                        .path("refund_status")
                        .asString())
                .isEqualTo("full");
        assertThat(Json.read(send("GET", "/sandbox/summary?order_id=shop-1", "").body())
                        .at("/orders/shop-1/refunded")
                        .asLong())
                .isEqualTo(50_000);
    }

    @Test
    void aRefundMayWaitAndFailAlsoAfterItWasProcessed() {
        var payment = paid();
        send("PUT", "/sandbox/modes/shop-1", "{\"refundFailsAfterSeconds\": 1}");
        var refund = Json.read(refund(payment, "{}", "key-0000001").body());
        assertThat(refund.path("status").asString()).isEqualTo("processed");

        awaitEvents("refund.created", "refund.processed", "refund.failed");
        assertThat(api("GET", "/v1/refunds/" + refund.path("id").asString(), "")
                        .path("status")
                        .asString())
                .isEqualTo("failed");
        assertThat(api("GET", "/v1/payments/" + payment, "")
                        .path("amount_refunded")
                        .asLong())
                .isZero();
    }

    @Test
    void aDisputeGoesItsWay() {
        var payment = paid();

        var dispute = Json.read(
                send("POST", "/sandbox/disputes/" + payment, "phase=chargeback").body());
        send("POST", "/sandbox/disputes/" + dispute.path("id").asString(), "status=lost");

        awaitEvents("payment.dispute.created", "payment.dispute.lost");
        var now = api("GET", "/v1/disputes/" + dispute.path("id").asString(), "");
        assertThat(now.path("amount_deducted").asLong()).isEqualTo(50_000);
        assertThat(api("GET", "/v1/disputes", "").path("count").asInt()).isEqualTo(1);
    }

    @Test
    void allEventsAreKnownByTheirIdsTheLostOnesToo() {
        send("PUT", "/sandbox/modes", "{\"webhookLostRatio\": 1}");
        paid();
        send("PUT", "/sandbox/modes", "{}");
        var lost = eventIds();

        paid();

        assertThat(lost).hasSize(2);
        assertThat(eventIds()).hasSize(4).containsAll(lost).doesNotHaveDuplicates();
    }

    private List<String> eventIds() {
        return Json.read(send("GET", "/sandbox/events", "").body())
                .path("ids")
                .valueStream()
                .map(id -> id.asString())
                .toList();
    }

    @Test
    void webhooksAreSentTwiceForgedAndUntilTheyAreTaken() {
        refusals.set(2);
        send("PUT", "/sandbox/modes", "{\"webhookDuplicateRatio\": 1, \"webhookBadSignatureRatio\": 1}");
        paid();

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Json.read(send("GET", "/sandbox/summary", "").body())
                                .at("/webhooks/pending")
                                .asInt()
                        == 0);
        var captured = received.stream()
                .filter(each -> each.event().equals("payment.captured"))
                .toList();
        assertThat(captured.stream().filter(Received::isSigned)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(captured.stream().filter(each -> !each.isSigned())).isNotEmpty();
        assertThat(captured.stream().map(Received::id).distinct())
                .as("one event")
                .hasSize(1);
    }

    @Test
    void failuresAreSwitchedOnAndOff() {
        send("PUT", "/sandbox/modes", "{\"outage\": true}");
        assertThat(authorized("GET", "/v1/orders", "").statusCode()).isEqualTo(500);
        send("PUT", "/sandbox/modes", "{\"rateLimitRatio\": 1}");
        assertThat(authorized("GET", "/v1/orders", "").statusCode()).isEqualTo(429);
        assertThat(send("PUT", "/sandbox/modes", "{\"outtage\": true}").body()).contains("unknown mode");
        assertThat(send("PUT", "/sandbox/modes", "{\"rateLimitRatio\": 2}").statusCode())
                .isEqualTo(400);
        send("DELETE", "/sandbox/modes", "");
        assertThat(authorized("GET", "/v1/orders", "").statusCode()).isEqualTo(200);
    }

    @Test
    void whatItKnowsOutlivesIt() throws IOException {
        var payment = paid();
        sandbox.close();

        sandbox = sandbox();

        assertThat(api("GET", "/v1/payments/" + payment, "").path("status").asString())
                .isEqualTo("captured");
    }

    @Test
    void refusesWhatRazorpayRefuses() {
        assertThat(refused("POST", "/v1/orders", ORDER.replace("50000", "99"))).contains("minimum");
        assertThat(refused("POST", "/v1/orders", ORDER.replace("INR", "XXX"))).contains("currency");
        assertThat(refused("POST", "/v1/orders", ORDER.replace("r1", "r".repeat(41))))
                .contains("receipt");
        assertThat(refused("POST", "/v1/orders", "no json")).contains("no JSON");
        assertThat(refused("GET", "/v1/payments/pay_unknown", "")).contains("does not exist");
        assertThat(authorized("DELETE", "/v1/orders", "").statusCode()).isEqualTo(404);
    }

    private String paid() {
        var order = api("POST", "/v1/orders", ORDER).path("id").asString();
        return Json.read(send("POST", "/checkout/" + order, "action=pay").body())
                .path("razorpay_payment_id")
                .asString();
    }

    private void awaitEvents(String... types) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(received.stream().map(Received::event)).contains(types));
    }

    private HttpResponse<String> refund(String payment, String body, String key) {
        return send(
                "POST",
                "/v1/payments/" + payment + "/refund",
                body,
                "Authorization",
                "Basic " + base64("rzp_test_1:secret"),
                "X-Refund-Idempotency",
                key);
    }

    private JsonNode api(String method, String path, String body) {
        var answer = authorized(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private String refused(String method, String path, String body) {
        var answer = authorized(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return Json.read(answer.body()).at("/error/description").asString();
    }

    private HttpResponse<String> authorized(String method, String path, String body) {
        return send(method, path, body, "Authorization", "Basic " + base64("rzp_test_1:secret"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandbox.port() + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(method + " " + path, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
