package shop.events;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes what outboxes hold (text) and what dead letters are made of (the original bytes, read or not). */
final class EventSerializer implements Serializer<Object> {

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case byte[] bytes -> bytes;
            case IncomingEvent event -> event.original();
            default ->
                throw new SerializationException(
                        "cannot write a " + value.getClass().getName() + " to " + topic + ", expected an envelope");
        };
    }
}
