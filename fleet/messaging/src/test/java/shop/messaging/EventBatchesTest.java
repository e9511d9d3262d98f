package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.messaging.EventSamples.paymentStatus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.kafka.listener.BatchListenerFailedException;

class EventBatchesTest {

    final List<List<IncomingEvent>> calls = new ArrayList<>();
    final List<@Nullable String> traces = new ArrayList<>();

    @Test
    void handsOverAllAtOnce() {
        var records = records(3);

        EventBatches.handle(records, this::hear);

        assertThat(calls).containsExactly(events(records));
        assertThat(traces).containsOnlyNulls();
    }

    @Test
    void oneThatComesAloneKeepsItsTrace() {
        EventBatches.handle(records(1), this::hear);

        assertThat(traces).containsExactly(paymentStatus().get("traceparent").stringValue());
        assertThat(MDC.get("traceparent")).isNull();
    }

    @Test
    void namesTheOneThatFailsAfterThoseBeforeItAreHandled() {
        var records = records(4);
        var bad = records.get(2).value();

        assertThatExceptionOfType(BatchListenerFailedException.class)
                .isThrownBy(() -> EventBatches.handle(records, events -> {
                    hear(events);
                    if (events.contains(bad)) {
                        throw new IllegalArgumentException("bad");
                    }
                }))
                .withCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(failed -> assertThat(failed.getRecord()).isSameAs(records.get(2)));

        var all = events(records);
        assertThat(calls).containsExactly(all, all.subList(0, 1), all.subList(1, 2), all.subList(2, 3));
    }

    @Test
    void doesAllOneByOneIfTheyFailOnlyTogether() {
        var records = records(3);

        EventBatches.handle(records, events -> {
            hear(events);
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
                .isThrownBy(() -> EventBatches.handle(records, this::hear))
                .withCauseInstanceOf(UnreadableEventException.class)
                .satisfies(failed -> assertThat(failed.getRecord()).isSameAs(records.get(1)));

        assertThat(calls).containsExactly(events(records.subList(0, 1)));
    }

    private void hear(List<IncomingEvent> events) {
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

    private static List<IncomingEvent> events(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        return records.stream().map(ConsumerRecord::value).toList();
    }
}
