package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.events.EventSamples.paymentStatus;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.kafka.listener.BatchListenerFailedException;
import shop.test.RecordedSpans;

class EventBatchesTest {

    static final String TYPE = "payment.status.v1";

    final List<List<IncomingEvent>> calls = new ArrayList<>();
    final List<String> traces = new ArrayList<>();
    final RecordedSpans spans = new RecordedSpans();

    @AfterEach
    void closesTheTracer() {
        spans.close();
    }

    @Test
    void handsOverAllAtOnce() {
        var records = records(3);

        EventBatches.handle(records, TYPE, this::receive);

        assertThat(ids()).containsExactly(ids(records));
        assertThat(traces).containsExactly("null null");
    }

    @Test
    void oneThatComesAloneIsConsumedInASpanOfItsTrace() {
        EventBatches.handle(records(1), TYPE, this::receive);

        var published = paymentStatus().get("traceparent").stringValue();
        assertThat(spans.of(SpanKind.CONSUMER)).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("process topic");
            assertThat(span.getTraceId()).isEqualTo(published.substring(3, 35));
            assertThat(span.getParentSpanId()).isEqualTo(published.substring(36, 52));
            assertThat(traces).containsExactly(span.getTraceId() + " " + span.getSpanId());
            assertThat(calls.getFirst().getFirst().traceparent()).contains(span.getSpanId());
        });
        assertThat(MDC.get("traceId")).isNull();
        assertThat(spans.tracer().currentSpan()).isNull();
    }

    @Test
    void anEventAboutTheSameGoesOnWithTheTraceOfOneThatIsHandledWithOthers() {
        var envelopes =
                new Envelopes("order-service", Clock.systemUTC(), new EventTracing(spans.tracer(), spans.propagator()));
        var published = new ArrayList<UUID>();

        EventBatches.handle(records(3), TYPE, events -> {
            var about = events.get(1).subject();
            published.add(about);
            var _ = envelopes.seal(EventSamples.status(about, 2));
        });

        var consumed = spans.of(SpanKind.CONSUMER).stream()
                .filter(span -> String.valueOf(span.getAttributes().asMap())
                        .contains(published.getFirst().toString()))
                .findFirst()
                .orElseThrow();
        assertThat(spans.of(SpanKind.PRODUCER))
                .singleElement()
                .extracting(SpanData::getParentSpanId)
                .isEqualTo(consumed.getSpanId());
        assertThat(spans.of(SpanKind.CONSUMER)).hasSize(3);
    }

    @Test
    void aTryThatFailsIsASpanOfItsOwn() {
        assertThatExceptionOfType(BatchListenerFailedException.class)
                .isThrownBy(() -> EventBatches.handle(records(1), TYPE, _ -> {
                    throw new IllegalStateException("no");
                }));

        assertThat(spans.of(SpanKind.CONSUMER))
                .singleElement()
                .extracting(span -> span.getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
    }

    @Test
    void aTraceThatIsNoneIsReplaced() {
        var envelope = paymentStatus().put("traceparent", "00-nonsense\n2026 INFO forged line");
        var event = IncomingEvent.read(
                envelope.toString().getBytes(StandardCharsets.UTF_8),
                new EventTracing(spans.tracer(), spans.propagator()));

        EventBatches.handle(
                List.of(new ConsumerRecord<String, @Nullable IncomingEvent>("topic", 0, 0, "key", event)),
                TYPE,
                this::receive);

        assertThat(traces).singleElement().asString().matches("[0-9a-f]{32} [0-9a-f]{16}");
        assertThat(calls.getFirst().getFirst().traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
    }

    @Test
    void namesTheOneThatFailsAfterThoseBeforeItAreHandled() {
        var records = records(4);
        var bad = ids(records).get(2);

        assertThatExceptionOfType(BatchListenerFailedException.class)
                .isThrownBy(() -> EventBatches.handle(records, TYPE, events -> {
                    receive(events);
                    if (events.stream().anyMatch(event -> event.id().equals(bad))) {
                        throw new IllegalArgumentException("bad");
                    }
                }))
                .withCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(failed -> assertThat(failed.getRecord()).isSameAs(records.get(2)));

        var all = ids(records);
        assertThat(ids()).containsExactly(all, all.subList(0, 1), all.subList(1, 2), all.subList(2, 3));
    }

    @Test
    void doesAllOneByOneIfTheyFailOnlyTogether() {
        var records = records(3);

        EventBatches.handle(records, TYPE, events -> {
            receive(events);
            if (events.size() > 1) {
                throw new IllegalStateException("too many at once");
            }
        });

        assertThat(calls).hasSize(4);
    }

    @Test
    void namesWhatCannotBeReadAfterThoseBeforeItAreHandled() {
        var records = records(3);
        records.add(1, new ConsumerRecord<String, @Nullable IncomingEvent>("topic", 0, 7, "key", null));

        assertThatExceptionOfType(BatchListenerFailedException.class)
                .isThrownBy(() -> EventBatches.handle(records, TYPE, this::receive))
                .withCauseInstanceOf(UnreadableEventException.class)
                .satisfies(failed -> assertThat(failed.getRecord()).isSameAs(records.get(1)));

        assertThat(ids()).containsExactly(ids(records.subList(0, 1)));
    }

    @Test
    void saysWhereARecordWas() {
        EventBatches.handle(records(2), TYPE, this::receive);

        assertThat(calls.getFirst())
                .extracting(IncomingEvent::position)
                .containsExactly(new RecordPosition("topic", 0, 0), new RecordPosition("topic", 0, 1));
    }

    @Test
    void passesOverWhatIsOfAnotherType() {
        EventBatches.handle(records(2), "payment.status.v2", this::receive);

        assertThat(calls).isEmpty();
    }

    @Test
    void callsNobodyForWhatIsNotWanted() {
        var records = records(5);
        var wanted = Set.of(ids(records).get(1), ids(records).get(3));

        EventBatches.handle(records, event -> wanted.contains(event.id()), this::receive);
        EventBatches.handle(records, _ -> false, this::receive);

        assertThat(ids())
                .containsExactly(List.of(ids(records).get(1), ids(records).get(3)));
    }

    @Test
    void oneThatCannotBeJudgedFailsAfterThoseBeforeItAreHandled() {
        var records = records(3);
        var bad = ids(records).get(1);

        assertThatExceptionOfType(BatchListenerFailedException.class)
                .isThrownBy(() -> EventBatches.handle(
                        records,
                        event -> {
                            if (event.id().equals(bad)) {
                                throw new UnreadableEventException("no status");
                            }
                            return true;
                        },
                        this::receive))
                .withCauseInstanceOf(UnreadableEventException.class)
                .satisfies(failed -> assertThat(failed.getRecord()).isSameAs(records.get(1)));

        assertThat(ids()).containsExactly(ids(records.subList(0, 1)));
    }

    @Test
    void eachOfManyCanHaveItsOwnTrace() {
        EventBatches.handle(
                records(3),
                TYPE,
                events -> EventBatches.forEach(events, event -> {
                    assertThat(MDC.get("eventId")).isEqualTo(event.id().toString());
                    traces.add(MDC.get("traceId") + " " + MDC.get("spanId"));
                }));

        assertThat(traces)
                .containsExactlyElementsOf(spans.of(SpanKind.CONSUMER).stream()
                        .map(span -> span.getTraceId() + " " + span.getSpanId())
                        .toList());
        assertThat(MDC.get("eventId")).isNull();
    }

    private void receive(List<IncomingEvent> events) {
        calls.add(events);
        traces.add(MDC.get("traceId") + " " + MDC.get("spanId"));
    }

    private List<ConsumerRecord<String, @Nullable IncomingEvent>> records(int count) {
        var records = new ArrayList<ConsumerRecord<String, @Nullable IncomingEvent>>();
        IntStream.range(0, count).forEach(offset -> {
            var event = IncomingEvent.read(
                    paymentStatus().toString().getBytes(StandardCharsets.UTF_8),
                    new EventTracing(spans.tracer(), spans.propagator()));
            records.add(new ConsumerRecord<String, @Nullable IncomingEvent>("topic", 0, offset, "key", event));
        });
        return records;
    }

    private List<List<UUID>> ids() {
        return calls.stream()
                .map(events -> events.stream().map(IncomingEvent::id).toList())
                .toList();
    }

    private static List<UUID> ids(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        return records.stream()
                .map(message -> Objects.requireNonNull(message.value()).id())
                .toList();
    }
}
