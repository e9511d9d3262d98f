package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.messaging.EventSamples.paymentStatus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.kafka.listener.BatchListenerFailedException;

class EventBatchesTest {

    static final String TYPE = "payment.status.v1";

    final List<List<IncomingEvent>> calls = new ArrayList<>();
    final List<@Nullable String> traces = new ArrayList<>();

    @Test
    void handsOverAllAtOnce() {
        var records = records(3);

        EventBatches.handle(records, TYPE, this::receive);

        assertThat(ids()).containsExactly(ids(records));
        assertThat(traces).containsOnlyNulls();
    }

    @Test
    void oneThatComesAloneKeepsItsTrace() {
        EventBatches.handle(records(1), TYPE, this::receive);

        assertThat(traces).containsExactly(paymentStatus().get("traceparent").stringValue());
        assertThat(MDC.get("traceparent")).isNull();
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
                    traces.add(MDC.get("traceparent"));
                }));

        var trace = paymentStatus().get("traceparent").stringValue();
        assertThat(traces).containsExactly(trace, trace, trace);
        assertThat(MDC.get("eventId")).isNull();
    }

    private void receive(List<IncomingEvent> events) {
        calls.add(events);
        traces.add(MDC.get("traceparent"));
    }

    private static List<ConsumerRecord<String, @Nullable IncomingEvent>> records(int count) {
        var records = new ArrayList<ConsumerRecord<String, @Nullable IncomingEvent>>();
        IntStream.range(0, count).forEach(offset -> {
            var event = IncomingEvent.read(paymentStatus().toString().getBytes(StandardCharsets.UTF_8));
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
