package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.opentelemetry.api.trace.SpanKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.test.Contracts;
import shop.test.RecordedSpans;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EnvelopeTest {

    static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "order_placed, order.placed.v1",
        "order_status, order.status.v1",
        "payment_status, payment.status.v1",
        "product_updated, product.updated.v1",
        "user_registered, user.registered.v1",
        "stock_changed, stock.changed.v1",
        "user_status, user.status.v1"
    })
    void isWrittenAsTheContractHasItAndReadAgain(String topic, String type) {
        var example = Contracts.example(topic, type);
        var subject = UUID.fromString(example.get("subject").stringValue());
        var event = new OutgoingEvent(
                topic, type, subject, example.get("aggregateversion").longValue(), example.get("data"));

        var written = event.envelope(
                UUID.fromString(example.get("id").stringValue()),
                example.get("source").stringValue(),
                Instant.parse(example.get("time").stringValue()),
                TRACEPARENT);

        assertThat(json(written)).isEqualTo(example);
        Contracts.assertValid(topic, json(written));
        var read = IncomingEvent.read(bytes(example));
        assertThat(read.id()).hasToString(example.get("id").stringValue());
        assertThat(read.type()).isEqualTo(type);
        assertThat(read.subject()).isEqualTo(subject);
        assertThat(read.aggregateVersion()).isEqualTo(event.aggregateVersion());
        assertThat(read.time()).isEqualTo(example.get("time").stringValue());
        assertThat(read.traceparent()).isEqualTo(TRACEPARENT);
    }

    @Test
    void carriesTheSpanThatPublishesItAndAnIdThatSortsByTime() {
        try (var spans = new RecordedSpans()) {
            var envelopes = new Envelopes(
                    "order-service",
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    new EventTracing(spans.tracer(), spans.propagator()));
            var request = spans.tracer().nextSpan().start();
            PendingEvent event;
            try (var _ = spans.tracer().withSpan(request)) {
                event = envelopes.seal(EventSamples.status(EventSamples.newId(), 1));
            }
            var sealed = json(event.envelope());

            assertThat(spans.of(SpanKind.PRODUCER)).singleElement().satisfies(span -> {
                assertThat(span.getName()).isEqualTo("publish order_status");
                assertThat(span.getParentSpanId()).isEqualTo(request.context().spanId());
                assertThat(sealed.get("traceparent").stringValue())
                        .startsWith("00-" + request.context().traceId() + "-" + span.getSpanId() + "-");
            });
            assertThat(UUID.fromString(sealed.get("id").stringValue()).version())
                    .isEqualTo(7);
            Contracts.assertValid("order_status", sealed);
        }
    }

    @Test
    void whatNobodyAskedForBeginsATrace() {
        try (var spans = new RecordedSpans()) {
            var sealed = new Envelopes(
                            "order-service",
                            Clock.fixed(NOW, ZoneOffset.UTC),
                            new EventTracing(spans.tracer(), spans.propagator()))
                    .seal(EventSamples.status(EventSamples.newId(), 1));

            var begun = spans.of(SpanKind.PRODUCER).getFirst();
            assertThat(begun.getParentSpanContext().isValid()).isFalse();
            assertThat(json(sealed.envelope()).get("traceparent").stringValue()).contains(begun.getTraceId());
        }
    }

    @Test
    void leavesTheTraceOutWhereNobodyTraces() {
        var sealed = new Envelopes("order-service", Clock.fixed(NOW, ZoneOffset.UTC), EventTracing.NONE)
                .seal(EventSamples.status(EventSamples.newId(), 1));

        assertThat(json(sealed.envelope()).has("traceparent")).isFalse();
    }

    record Price(BigDecimal amount, String note, List<Instant> at) {}

    @Test
    void keepsDecimalsAndTimesExactly() {
        var data = new Price(new BigDecimal("12345678901234567890.10"), "Ä", List.of(NOW));
        var event = new OutgoingEvent("t", "price.v1", EventSamples.newId(), 1, data);

        var read = IncomingEvent.read(
                event.envelope(EventSamples.newId(), "/x", NOW, null).getBytes(StandardCharsets.UTF_8));

        assertThat(read.dataAs(Price.class)).isEqualTo(data);
        assertThat(read.traceparent()).isNull();
    }

    record Known(String status) {}

    @Test
    void ignoresWhatAConsumerDoesNotKnow() {
        var example = Contracts.example("order_status", "order.status.v1");
        example.put("addedLater", 1);

        var read = IncomingEvent.read(bytes(example));

        assertThat(read.dataAs(Known.class)).isEqualTo(new Known("CONFIRMED"));
    }

    @Test
    void findsTheDataWhereverItStands() {
        var example = Contracts.example("order_status", "order.status.v1");
        var first = JsonMapper.shared().createObjectNode();
        first.set("decoy", JsonMapper.shared().readTree("{\"data\": {\"status\": \"WRONG\"}}"));
        first.set("data", example.remove("data"));
        first.setAll(example);

        var read = IncomingEvent.read(bytes(first));

        assertThat(read.dataAs(Known.class)).isEqualTo(new Known("CONFIRMED"));
        assertThat(read.at(new RecordPosition("t", 1, 2)).dataAs(Known.class)).isEqualTo(new Known("CONFIRMED"));
    }

    record Demanding(List<String> total) {}

    @Test
    void callsDataThatDoesNotFitUnreadable() {
        var read = IncomingEvent.read(bytes(Contracts.example("order_status", "order.status.v1")));

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read.dataAs(Demanding.class))
                .withMessageContaining("Demanding");
    }

    static Stream<Arguments> wrongEnvelopes() {
        return Stream.of(
                wrong("specversion", envelope -> envelope.put("specversion", "0.3")),
                wrong("id", envelope -> envelope.remove("id")),
                wrong("id", envelope -> envelope.put("id", "42")),
                wrong("type", envelope -> envelope.put("type", " ")),
                wrong("source", envelope -> envelope.remove("source")),
                wrong("time", envelope -> envelope.put("time", "yesterday")),
                wrong("subject", envelope -> envelope.put("subject", 7)),
                wrong("aggregateversion", envelope -> envelope.put("aggregateversion", 0)),
                wrong("aggregateversion", envelope -> envelope.put("aggregateversion", "1")),
                wrong("aggregateversion", envelope -> envelope.put("aggregateversion", 1.5)),
                wrong("aggregateversion", envelope -> envelope.put("aggregateversion", new BigInteger("9".repeat(30)))),
                wrong("id", envelope -> envelope.putObject("id").put("id", 1)),
                wrong("id", envelope -> envelope.putNull("id")),
                wrong("datacontenttype", envelope -> envelope.put("datacontenttype", "text/xml")),
                wrong("data", envelope -> envelope.put("data", "x".repeat(10_000))),
                wrong("data", envelope -> envelope.remove("data")));
    }

    static Arguments wrong(String attribute, Consumer<ObjectNode> change) {
        var envelope = Contracts.example("order_status", "order.status.v1");
        change.accept(envelope);
        return Arguments.of(attribute, envelope);
    }

    @ParameterizedTest
    @MethodSource("wrongEnvelopes")
    void isRefusedNamingTheWrongAttribute(String attribute, ObjectNode envelope) {
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> IncomingEvent.read(bytes(envelope)))
                .withMessageContaining(attribute)
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "42", "{", "not json", "{} {}", "\u0000", "{\"data\": {}, \"data\": {}}"})
    void isRefusedIfItIsNoJsonObject(String text) {
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> IncomingEvent.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesToTellAVersionBelowOne() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EventSamples.status(EventSamples.newId(), 0))
                .withMessageContaining("is 0, expected 1 or more");
    }

    @Test
    void keepsDataOutOfItsText() {
        var read = IncomingEvent.read(bytes(Contracts.example("user_registered", "user.registered.v1")));

        assertThat(read.toString()).contains("user.registered.v1").doesNotContain("@example");
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    private static byte[] bytes(ObjectNode envelope) {
        return envelope.toString().getBytes(StandardCharsets.UTF_8);
    }
}
