package shop.proof;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The spans of an order as a collector gets them by OTLP: one tree, from the customer's request to the mail. It restarts half of the shop
 * twice, which takes minutes, so it is no part of the build: {@code -Dit.test=SpanDrill}, and nightly. {@link TraceJourney} is.
 */
@Alone
class SpanDrill {

    private static final String CALLER = "00f067aa0ba902b7";
    private static final List<String> PARTS =
            List.of("api-gateway", "inventory-service", "order-service", "payment-service", "notification-service");

    private final Queue<SentSpan> received = new ConcurrentLinkedQueue<>();
    private HttpServer collector;

    private record SentSpan(String service, String trace, String id, String parent, String name, SpanKind kind) {}

    @BeforeEach
    void hasSpansSent() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()
                    .forEach(this::receive);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        var settings = Map.of(
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces",
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULE_DELAY",
                "200ms");
        PARTS.forEach(part -> Fleet.running().restart(part, settings));
    }

    @AfterEach
    void hasNoneSentAnyMore() {
        // Restarted without the endpoint a part keeps the one it had.
        PARTS.forEach(part -> Fleet.running().restart(part, Map.of("MANAGEMENT_TRACING_EXPORT_OTLP_ENABLED", "false")));
        collector.stop(0);
    }

    @Test
    void anOrderIsOneTreeOfSpansFromTheRequestToTheMail() {
        var product = Shopper.admin().createProduct("Traced teapot", 1250, 10);
        var buyer = Shopper.fresh();
        var trace = UUID.randomUUID().toString().replace("-", "");
        // The flag asks for the recording of this one trace.
        var client = buyer.client().with("traceparent", "00-" + trace + "-" + CALLER + "-01");

        var order = client.post("/api/orders", Shopper.orderBody(product, 1))
                .expect(201)
                .text("id");
        client.post("/api/payments", """
                        {"orderId": "%s", "method": {"type": "card", "paymentMethod": "pm_card_visa"}}""".formatted(order)).expect(201);
        buyer.awaitOrder(order, "CONFIRMED");

        var wanted = List.of(
                new Wanted("api-gateway", "http post", SpanKind.SPAN_KIND_SERVER),
                new Wanted("order-service", "http post /api/orders", SpanKind.SPAN_KIND_SERVER),
                new Wanted("order-service", "http post", SpanKind.SPAN_KIND_CLIENT),
                new Wanted("inventory-service", "http post /internal/holds", SpanKind.SPAN_KIND_SERVER),
                new Wanted("order-service", "publish order_placed", SpanKind.SPAN_KIND_PRODUCER),
                new Wanted("payment-service", "process order_placed", SpanKind.SPAN_KIND_CONSUMER),
                new Wanted("notification-service", "process order_placed", SpanKind.SPAN_KIND_CONSUMER),
                new Wanted("payment-service", "http post /api/payments", SpanKind.SPAN_KIND_SERVER),
                new Wanted("payment-service", "payment provider open", SpanKind.SPAN_KIND_CLIENT),
                new Wanted("payment-service", "publish payment_status", SpanKind.SPAN_KIND_PRODUCER),
                new Wanted("order-service", "process payment_status", SpanKind.SPAN_KIND_CONSUMER),
                new Wanted("order-service", "publish order_status", SpanKind.SPAN_KIND_PRODUCER),
                new Wanted("inventory-service", "process order_status", SpanKind.SPAN_KIND_CONSUMER),
                new Wanted("notification-service", "process order_status", SpanKind.SPAN_KIND_CONSUMER),
                new Wanted("notification-service", "send mail", SpanKind.SPAN_KIND_CLIENT));
        Patience.await("all spans of the order").untilAsserted(() -> {
            var spans = of(trace);
            assertThat(spans.stream().map(SpanDrill::kindOf)).containsAll(wanted);
            var byId = spans.stream().collect(toMap(SentSpan::id, identity(), (first, _) -> first));
            assertThat(spans)
                    .as("each goes back to the caller's span, by parents that were sent too")
                    .allSatisfy(span -> assertThat(rootOf(span, byId)).isEqualTo(CALLER));
        });

        var byId = of(trace).stream().collect(toMap(SentSpan::id, identity(), (first, _) -> first));
        var mail = of(trace).stream()
                .filter(span -> span.name().equals("send mail"))
                .findFirst()
                .orElseThrow();
        assertThat(byId.get(mail.parent()))
                .extracting(SentSpan::name)
                .asString()
                .startsWith("process order_");
        var holds = of(trace).stream()
                .filter(span -> span.name().equals("http post /internal/holds"))
                .findFirst()
                .orElseThrow();
        assertThat(byId.get(holds.parent()))
                .extracting(SentSpan::service, SentSpan::kind)
                .containsExactly("order-service", SpanKind.SPAN_KIND_CLIENT);
    }

    private record Wanted(String service, String name, SpanKind kind) {}

    private static Wanted kindOf(SentSpan span) {
        return new Wanted(span.service(), span.name(), span.kind());
    }

    /** The first parent above it that was not sent: the caller's, whose spans are not the shop's. */
    private static String rootOf(SentSpan span, Map<String, SentSpan> byId) {
        var parent = span.parent();
        while (byId.containsKey(parent)) {
            parent = byId.get(parent).parent();
        }
        return parent;
    }

    private List<SentSpan> of(String trace) {
        return received.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    private void receive(ResourceSpans sent) {
        var service = sent.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
        sent.getScopeSpansList()
                .forEach(scope -> scope.getSpansList()
                        .forEach(span -> received.add(new SentSpan(
                                service,
                                hex(span.getTraceId()),
                                hex(span.getSpanId()),
                                hex(span.getParentSpanId()),
                                span.getName(),
                                span.getKind()))));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
