package shop.events;

import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Makes an {@link IncomingEvent} of a record's bytes and of nothing else: no header has a say in which class is made. */
final class EventDeserializer implements Deserializer<Object> {

    private final EventTracing tracing;

    EventDeserializer(EventTracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public Object deserialize(String topic, byte @Nullable [] value) {
        if (value == null) {
            throw new UnreadableEventException("a record without a value on " + topic);
        }
        return IncomingEvent.read(value, tracing);
    }
}
