package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.support.OrderSamples.UNPAID;
import static shop.order.support.OrderSamples.payment;
import static shop.order.support.OrderSamples.placed;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import shop.order.application.ApplyPaymentUpdates;
import shop.order.application.ApplyPaymentUpdates.OrderPayment;
import shop.order.application.Orders;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.PaymentStatus;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.FleetTestInitializer;
import shop.test.KafkaProbe;
import shop.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that follow their orders at either of two instances on one database and one broker. */
@FleetTest
@TestPropertySource(properties = {"order.live.max-per-customer=2", "order.live.heartbeat-interval=1h"})
class LiveUpdatesTest {

    static final HttpClient HTTP = HttpClient.newHttpClient();

    final int first;
    final Orders orders;
    final ApplyPaymentUpdates applyPaymentUpdates;
    final JdbcClient sql;
    final MeterRegistry meters;
    final UUID customer = UUID.randomUUID();
    final List<AutoCloseable> open = new ArrayList<>();

    @Autowired
    LiveUpdatesTest(
            @LocalServerPort int port,
            Orders orders,
            ApplyPaymentUpdates applyPaymentUpdates,
            JdbcClient sql,
            MeterRegistry meters) {
        this.first = port;
        this.orders = orders;
        this.applyPaymentUpdates = applyPaymentUpdates;
        this.sql = sql;
        this.meters = meters;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var one : open) {
            one.close();
        }
    }

    @Test
    void everyStepIsToldAtEveryInstanceOnceAndInOrder() {
        var other = another();
        var second = port(other);
        var stream = stream(second, null);
        var socket = socket(first, "");
        var stranger = stream(first, TestTokens.user(UUID.randomUUID()), null);

        var here = place(orders);
        var there = place(other.getBean(Orders.class));
        pay(applyPaymentUpdates, there, PaymentStatus.PROCESSING, 1);
        pay(other.getBean(ApplyPaymentUpdates.class), here, PaymentStatus.PAID, 1);
        pay(other.getBean(ApplyPaymentUpdates.class), there, PaymentStatus.PAID, 2);

        for (var messages : List.of(stream.messages, socket.messages)) {
            await().atMost(KafkaProbe.PATIENCE)
                    .untilAsserted(() -> assertThat(messages)
                            .extracting(LiveUpdatesTest::text)
                            .containsExactly(
                                    "1 " + here + " v1 PENDING UNPAID",
                                    "2 " + there + " v1 PENDING UNPAID",
                                    "3 " + there + " v2 PENDING PROCESSING",
                                    "4 " + here + " v2 CONFIRMED PAID",
                                    "5 " + there + " v3 CONFIRMED PAID"));
        }
        assertThat(socket.messages.getFirst().propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "orderId",
                        "number",
                        "status",
                        "previousStatus",
                        "paymentStatus",
                        "fulfillmentStatus",
                        "version",
                        "changedAt");
        assertThat(stranger.messages).isEmpty();

        other.close();
        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.ended);
    }

    @Test
    void whoComesBackToAnotherInstanceMissesNothingAndHearsNothingTwice() throws Exception {
        var stream = stream(first, null);
        var one = place(orders);
        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.messages.size() == 1);
        stream.close();
        pay(applyPaymentUpdates, one, PaymentStatus.PROCESSING, 1);

        var other = another();
        var back = stream(port(other), "1");
        await().atMost(KafkaProbe.PATIENCE).until(() -> back.messages.size() == 1);
        pay(applyPaymentUpdates, one, PaymentStatus.PAID, 2);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(back.messages)
                        .extracting(LiveUpdatesTest::text)
                        .containsExactly("2 " + one + " v2 PENDING PROCESSING", "3 " + one + " v3 CONFIRMED PAID"));

        var all = socket(port(other), "?lastEventId=0");
        await().atMost(KafkaProbe.PATIENCE).until(() -> all.messages.size() == 3);
        all.close();
        back.close();
        var ahead = stream(first, "99");
        pay(applyPaymentUpdates, one, PaymentStatus.REFUNDED, 3);
        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(ahead.messages)
                        .extracting(LiveUpdatesTest::text)
                        .containsExactly("4 " + one + " v4 CONFIRMED REFUNDED"));
        assertThat(ahead.begin).as("a position that was never given").contains("id: 3");
    }

    @Test
    void refusesWhoMayNotOrCannotFollow() {
        var api = new Api(first);
        var mine = api.as(TestTokens.user(customer));
        assertThat(api.get("/api/orders/stream").status()).isEqualTo(401);
        assertThat(api.get("/ws/orders").status()).isEqualTo(401);
        assertThat(mine.get("/api/orders/stream?lastEventId=x").status()).isEqualTo(400);
        assertThat(mine.with("Last-Event-ID", "-1").get("/api/orders/stream").status())
                .isEqualTo(400);
        assertThat(mine.get("/ws/orders").text("code")).isEqualTo("upgrade_required");

        stream(first, null);
        socket(first, "");
        var refused = mine.with("Accept", "text/event-stream").get("/api/orders/stream");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("code")).isEqualTo("too_many_connections");
        assertThat(refused.header("Retry-After")).isNotEmpty();
    }

    @Test
    void endsWhenTheTokenDoes() {
        // Good for 60 seconds longer than it says.
        var token = TestTokens.userUntil(customer, Instant.now().minusSeconds(57));
        var stream = stream(first, token, null);

        await().atMost(KafkaProbe.PATIENCE).until(() -> stream.ended);
    }

    @Test
    void aClientThatDoesNotReadIsLeftBehind() throws IOException {
        var id = place(orders);
        sql.sql("""
                INSERT INTO order_step (order_id, version, status, previous_status, payment_status, fulfillment, actor,
                                        taken_at, customer_id, position)
                SELECT order_id, number, status, previous_status, payment_status, fulfillment, actor,
                       taken_at, customer_id, number
                  FROM order_step, generate_series(2, 60000) AS number WHERE order_id = :id
                """).param("id", id).update();
        sql.sql("UPDATE customer_steps SET taken = 60000 WHERE customer_id = :customer")
                .param("customer", customer)
                .update();
        var slow = meters.counter("orders.live.dropped", "reason", "slow");
        var before = slow.count();
        var socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), first));

        socket.getOutputStream()
                .write(("GET /api/orders/stream HTTP/1.1\r\nHost: shop\r\nLast-Event-ID: 0\r\nAuthorization: "
                                + TestTokens.user(customer) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));

        await().atMost(KafkaProbe.PATIENCE)
                .untilAsserted(() -> assertThat(slow.count()).isEqualTo(before + 1));
    }

    private ConfigurableApplicationContext another() {
        var other = new SpringApplicationBuilder(OrderServiceApplication.class)
                .initializers(new FleetTestInitializer())
                .run("--server.port=0", "--order.live.heartbeat-interval=1h", "--spring.jmx.enabled=false");
        open.add(other);
        return other;
    }

    private static int port(ConfigurableApplicationContext instance) {
        return Integer.parseInt(Objects.requireNonNull(instance.getEnvironment().getProperty("local.server.port")));
    }

    private UUID place(Orders at) {
        var id = new OrderId(UUID.randomUUID());
        var now = Instant.now();
        at.add(placed(id, new CustomerId(customer), now.plusSeconds(3600), now), Map.of(), UNPAID);
        return id.value();
    }

    private static void pay(ApplyPaymentUpdates at, UUID order, PaymentStatus status, long version) {
        at.apply(List.of(new OrderPayment(new OrderId(order), payment(status, version))), List.of());
    }

    private Stream stream(int port, @Nullable String seen) {
        return stream(port, TestTokens.user(customer), seen);
    }

    private Stream stream(int port, String token, @Nullable String seen) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/orders/stream"))
                .header("Accept", "text/event-stream")
                .header("Authorization", token);
        if (seen != null) {
            request.header("Last-Event-ID", seen);
        }
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            var stream = new Stream(answer.body());
            open.add(stream);
            return stream;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Frames socket(int port, String query) {
        var frames = new Frames();
        var socket = HTTP.newWebSocketBuilder()
                .header("Authorization", TestTokens.user(customer))
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/orders" + query), frames)
                .join();
        frames.socket = socket;
        open.add(frames);
        return frames;
    }

    private static String text(JsonNode message) {
        return message.get("id").stringValue() + " "
                + message.get("orderId").stringValue() + " v"
                + message.get("version").longValue() + " "
                + message.get("status").stringValue() + " "
                + message.get("paymentStatus").stringValue();
    }

    /** A stream of events, read as a browser does. */
    static final class Stream implements AutoCloseable {

        final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        final List<String> begin = new CopyOnWriteArrayList<>();
        final InputStream body;
        volatile boolean ended;

        Stream(InputStream body) {
            this.body = body;
            Thread.ofVirtual().start(this::read);
            await().atMost(KafkaProbe.PATIENCE).until(() -> begin.size() == 2);
        }

        private void read() {
            try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data: ")) {
                        messages.add(JsonMapper.shared().readTree(line.substring("data: ".length())));
                    } else if (begin.size() < 2) {
                        begin.add(line);
                    }
                }
            } catch (IOException closed) {
                // The end of a stream that a test or a server closes.
            }
            ended = true;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** The frames of a WebSocket. */
    static final class Frames implements WebSocket.Listener, AutoCloseable {

        final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        volatile @Nullable WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            assertThat(last).isTrue();
            messages.add(JsonMapper.shared().readTree(data.toString()));
            from.request(1);
            return null;
        }

        @Override
        public void close() {
            Objects.requireNonNull(socket).abort();
        }
    }
}
