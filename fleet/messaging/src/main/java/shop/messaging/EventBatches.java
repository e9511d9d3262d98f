package shop.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogAccessor;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.support.KafkaUtils;
import org.springframework.kafka.support.serializer.SerializationUtils;

/**
 * Hears many events in one call, for a copy that is kept by versions and would be far behind with a transaction for each:
 *
 * <pre>{@code
 * @KafkaListener(id = "...", topics = "product_updated", containerFactory = EventBatches.FACTORY)
 * void on(List<ConsumerRecord<String, IncomingEvent>> records) {
 *     EventBatches.handle(records, this::follow);
 * }
 * }</pre>
 *
 * The work is one transaction that can be repeated. If it fails, its events are handled one by one, so that a bad one is retried, and
 * becomes a dead letter, alone; those after it come again. An event that cannot be read becomes a dead letter at once.
 */
public final class EventBatches {

    /** The container factory whose listeners get a list. */
    public static final String FACTORY = "eventBatchListenerContainerFactory";

    private static final LogAccessor LOG = new LogAccessor(EventBatches.class);

    private EventBatches() {}

    /** Hands over what can be read, and names the record that cannot be handled. */
    public static void handle(
            List<ConsumerRecord<String, @Nullable IncomingEvent>> records, Consumer<List<IncomingEvent>> work) {
        var readable = new ArrayList<Heard>();
        for (var message : records) {
            var event = message.value();
            if (event == null) {
                handleReadable(readable, work);
                throw unreadable(message);
            }
            readable.add(new Heard(message, event));
        }
        handleReadable(readable, work);
    }

    private static void handleReadable(List<Heard> heard, Consumer<List<IncomingEvent>> work) {
        if (heard.isEmpty()) {
            return;
        }
        try {
            work(heard.stream().map(Heard::event).toList(), work);
        } catch (RuntimeException together) {
            if (heard.size() == 1) {
                throw failed(heard.getFirst().message(), together);
            }
            for (var one : heard) {
                handleReadable(List.of(one), work);
            }
        }
    }

    /** Of many, none is the one that the log and the events told should name; one that comes alone is. */
    private static void work(List<IncomingEvent> events, Consumer<List<IncomingEvent>> work) {
        if (events.size() > 1) {
            work.accept(events);
            return;
        }
        EventContext.enter(events.getFirst());
        try {
            work.accept(events);
        } finally {
            EventContext.leave();
        }
    }

    private static BatchListenerFailedException unreadable(ConsumerRecord<?, ?> message) {
        var cause =
                SerializationUtils.getExceptionFromHeader(message, KafkaUtils.VALUE_DESERIALIZER_EXCEPTION_HEADER, LOG);
        return failed(
                message,
                cause == null ? new UnreadableEventException("a record without a value on " + message.topic()) : cause);
    }

    private static BatchListenerFailedException failed(ConsumerRecord<?, ?> message, RuntimeException cause) {
        return new BatchListenerFailedException("An event of a batch was not handled", cause, message);
    }

    private record Heard(ConsumerRecord<String, @Nullable IncomingEvent> message, IncomingEvent event) {}
}
