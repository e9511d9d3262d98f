package shop.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Consumes what the tests publish, and fails where they want it to. */
@Component
class RecordingListener {

    record Handled(
            IncomingEvent event,
            @Nullable String eventIdInLog,
            @Nullable String traceInLog) {}

    private final List<Handled> handled = new CopyOnWriteArrayList<>();
    private final Map<UUID, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<UUID, IntFunction<@Nullable RuntimeException>> failures = new ConcurrentHashMap<>();

    @KafkaListener(
            id = "messaging-test.all",
            topics = {"payment_status", EventsTestApplication.LARGE, EventsTestApplication.UNLETTERED},
            containerFactory = EventBatches.FACTORY)
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, _ -> true, this::handle);
    }

    /** All or nothing, as a transaction would. */
    private void handle(List<IncomingEvent> events) {
        var done = new ArrayList<Handled>();
        EventBatches.forEach(events, event -> {
            var attempt = attempts.merge(event.id(), 1, Integer::sum);
            var failure = failures.getOrDefault(event.id(), _ -> null).apply(attempt);
            if (failure != null) {
                throw failure;
            }
            done.add(new Handled(event, MDC.get("eventId"), MDC.get("traceId")));
        });
        handled.addAll(done);
    }

    /** The function gets the number of the attempt and gives the failure or null. */
    void failAt(UUID event, IntFunction<@Nullable RuntimeException> failure) {
        failures.put(event, failure);
    }

    List<Handled> handled(UUID event) {
        return handled.stream().filter(one -> one.event().id().equals(event)).toList();
    }

    int attempts(UUID event) {
        return attempts.getOrDefault(event, 0);
    }
}
