package shop.events;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogAccessor;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.support.KafkaUtils;
import org.springframework.kafka.support.serializer.SerializationUtils;

/**
 * Consumes the records of a poll in one go, which is how every service consumes:
 *
 * <pre>{@code
 * @KafkaListener(id = ID, topics = "payment_status", containerFactory = EventBatches.FACTORY)
 * void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
 *     EventBatches.handle(
 *             records,
 *             "payment.status.v1",
 *             events -> inbox.handleNew(ID, events, isNew -> EventBatches.forEach(isNew, this::apply)));
 * }
 * }</pre>
 *
 * Events that the listener does not want cost nothing: they are passed over before the work, and hence any transaction, begins. The work
 * is one transaction that can be repeated. If it fails, its events are handled one by one, so that a bad one is retried, and becomes a
 * dead letter, alone; those after it come again. An event that cannot be read becomes a dead letter at once.
 */
public final class EventBatches {

    /** The container factory whose listeners get a list. */
    public static final String FACTORY = "eventBatchListenerContainerFactory";

    private static final LogAccessor LOG = new LogAccessor(EventBatches.class);

    private EventBatches() {}

    /**
     * Hands over the events of one type. A topic may carry others one day, of a later version or of another kind: what a listener does not
     * know is passed over.
     *
     * @param type such as {@code payment.status.v1}
     */
    public static void handle(
            List<ConsumerRecord<String, @Nullable IncomingEvent>> records,
            String type,
            Consumer<List<IncomingEvent>> work) {
        handle(records, event -> event.type().equals(type), work);
    }

    /**
     * Hands over what can be read and is wanted, and names the record that cannot be handled.
     *
     * @param wanted decides by the event alone; if it throws, that event has failed
     */
    public static void handle(
            List<ConsumerRecord<String, @Nullable IncomingEvent>> records,
            Predicate<IncomingEvent> wanted,
            Consumer<List<IncomingEvent>> work) {
        var batch = new ArrayList<Received>();
        for (var message : records) {
            var event = message.value();
            if (event == null) {
                handleTogether(batch, work);
                throw unreadable(message);
            }
            if (isWanted(message, event, batch, wanted, work)) {
                var position = new RecordPosition(message.topic(), message.partition(), message.offset());
                batch.add(new Received(message, event.at(position)));
            }
        }
        handleTogether(batch, work);
    }

    /** Handles the events of a batch one after the other, each in its own log context and span: what is published meanwhile carries it on. */
    public static void forEach(List<IncomingEvent> events, Consumer<IncomingEvent> work) {
        for (var event : events) {
            if (EventContext.isIn(event)) {
                work.accept(event);
                continue;
            }
            try (var _ = EventContext.enter(event)) {
                work.accept(event);
            }
        }
    }

    private static boolean isWanted(
            ConsumerRecord<String, @Nullable IncomingEvent> message,
            IncomingEvent event,
            List<Received> before,
            Predicate<IncomingEvent> wanted,
            Consumer<List<IncomingEvent>> work) {
        try {
            return ListenerErrors.asExceptions(() -> wanted.test(event));
        } catch (RuntimeException cause) {
            handleTogether(before, work);
            throw failed(message, cause);
        }
    }

    private static void handleTogether(List<Received> batch, Consumer<List<IncomingEvent>> work) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            ListenerErrors.asExceptions(() -> {
                call(batch, work);
                return true;
            });
        } catch (RuntimeException together) {
            if (batch.size() == 1) {
                throw failed(batch.getFirst().message(), together);
            }
            for (var one : batch) {
                handleTogether(List.of(one), work);
            }
        }
    }

    /** One that comes alone gives its context to log and trace; of many, none does, but see {@link #forEach}. Each try is a span. */
    private static void call(List<Received> batch, Consumer<List<IncomingEvent>> work) {
        var events = batch.stream()
                .map(received -> received.event().begin(received.message().topic()))
                .toList();
        @Nullable Throwable failure = null;
        try {
            if (events.size() > 1) {
                EventContext.together(events, () -> work.accept(events));
            } else {
                forEach(events, event -> work.accept(List.of(event)));
            }
        } catch (RuntimeException | Error failed) {
            failure = failed;
            throw failed;
        } finally {
            for (var event : events) {
                event.end(failure);
            }
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

    private record Received(ConsumerRecord<String, @Nullable IncomingEvent> message, IncomingEvent event) {}
}
