package shop.payment.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import shop.kernel.Money;
import shop.payment.application.OrderLookup;
import shop.payment.application.OrdersUnavailableException;
import shop.payment.domain.OrderId;
import shop.payment.domain.UserId;

class HttpOrderLookupTest {

    static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");
    static final UUID USER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000001");

    final AtomicInteger calls = new AtomicInteger();
    HttpServer server;
    HttpOrderLookup orders;
    int status = 200;
    String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/internal/orders/" + ORDER + "/payable", exchange -> {
            try (exchange) {
                calls.incrementAndGet();
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                if (bytes.length > 0) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        });
        server.start();
        var address = "http://127.0.0.1:" + server.getAddress().getPort();
        orders = new HttpOrderLookup(
                service -> RestClient.builder()
                        // As the fleet's own clients are made: the default one here would repeat a 503 by itself.
                        .requestFactory(new JdkClientHttpRequestFactory())
                        .baseUrl(address)
                        .build(),
                CircuitBreaker.of(
                        "orders",
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(4)
                                .minimumNumberOfCalls(4)
                                .build()),
                Bulkhead.ofDefaults("orders"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsWhatOrderServiceAnswers() {
        body = """
                {"orderId":"%s","number":"7K3M-9Q4T","userId":"%s","total":{"amountMinor":2500,"currency":"EUR"},"payable":true,
                "items":[{"sku":"MUG-BLUE","name":"Blue mug","quantity":2,"unitPrice":{"amountMinor":1250,"currency":"EUR"}}],
                "status":"PENDING","reservationExpiresAt":"2026-11-21T10:15:00Z"}""".formatted(ORDER, USER);

        assertThat(orders.find(new OrderId(ORDER)))
                .contains(new OrderLookup.Order(
                        new OrderId(ORDER),
                        "7K3M-9Q4T",
                        new UserId(USER),
                        List.of(new OrderLookup.Line("Blue mug", 2, Money.of(1250, "EUR"))),
                        Money.of(2500, "EUR"),
                        true,
                        "PENDING",
                        Instant.parse("2026-11-21T10:15:00Z")));
    }

    @Test
    void readsAnOrderServiceOfBeforeThatNamesNoItems() {
        body = """
                {"orderId":"%s","number":"7K3M-9Q4T","userId":"%s","total":{"amountMinor":2500,"currency":"EUR"},"payable":true,
                "status":"PENDING","reservationExpiresAt":"2026-11-21T10:15:00Z"}""".formatted(ORDER, USER);

        assertThat(orders.find(new OrderId(ORDER)))
                .hasValueSatisfying(order -> assertThat(order.lines()).isEmpty());
    }

    @Test
    void knowsAnUnknownOrderFromAnOutage() {
        status = 404;
        assertThat(orders.find(new OrderId(ORDER))).isEmpty();

        status = 500;
        assertThatExceptionOfType(OrdersUnavailableException.class).isThrownBy(() -> orders.find(new OrderId(ORDER)));
    }

    @Test
    void stopsAskingAnOrderServiceThatIsDown() {
        status = 503;
        for (var i = 0; i < 4; i++) {
            assertThatExceptionOfType(OrdersUnavailableException.class)
                    .isThrownBy(() -> orders.find(new OrderId(ORDER)));
        }

        assertThatExceptionOfType(OrdersUnavailableException.class)
                .isThrownBy(() -> orders.find(new OrderId(ORDER)))
                .withCauseInstanceOf(CallNotPermittedException.class);
        assertThat(calls).hasValue(4);
    }
}
