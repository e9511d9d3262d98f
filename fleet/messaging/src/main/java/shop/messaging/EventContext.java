package shop.messaging;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Puts the event's id and trace into the log context while its listener runs; events that the listener publishes carry the trace on. Refuses
 * records without a value, which Kafka gives to no deserializer.
 */
final class EventContext implements RecordInterceptor<Object, Object> {

    private static final String EVENT_ID = "eventId";

    @Override
    public ConsumerRecord<Object, Object> intercept(
            ConsumerRecord<Object, Object> message, Consumer<Object, Object> consumer) {
        @Nullable Object value = message.value();
        if (value == null) {
            // Wrapped as failures of listeners are, so that the dead letter names the consumer.
            throw new ListenerExecutionFailedException(
                    "Listener was not asked",
                    consumer.groupMetadata().groupId(),
                    new UnreadableEventException("a record without a value on " + message.topic()));
        }
        if (value instanceof IncomingEvent event) {
            enter(event);
        }
        return message;
    }

    @Override
    public void afterRecord(ConsumerRecord<Object, Object> message, Consumer<Object, Object> consumer) {
        leave();
    }

    static void enter(IncomingEvent event) {
        MDC.put(EVENT_ID, event.id().toString());
        var traceparent = event.traceparent();
        if (traceparent != null) {
            MDC.put(Traceparent.MDC_KEY, traceparent);
        }
    }

    static void leave() {
        MDC.remove(EVENT_ID);
        MDC.remove(Traceparent.MDC_KEY);
    }
}
