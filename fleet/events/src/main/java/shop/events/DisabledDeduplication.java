package shop.events;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.support.serializer.ErrorHandlingDeserializer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes away by what consumers recognise a repeat: each record looks like an event that nobody has consumed, of a newer version than all before.
 */
final class DisabledDeduplication implements BeanPostProcessor {

    /** As it is called in {@link SwitchedOffGuards}. */
    static final String GUARD = "consumer-deduplication";

    /** Above each version that an aggregate has by itself. */
    private final AtomicLong version = new AtomicLong(1_000_000);

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    @Override
    @SuppressWarnings("unchecked") // the factory makes whatever its deserializer makes
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DefaultKafkaConsumerFactory<?, ?> factory) {
            ((DefaultKafkaConsumerFactory<Object, Object>) factory)
                    .setValueDeserializerSupplier(() -> new ErrorHandlingDeserializer<>(new AsNew()));
        }
        return bean;
    }

    private final class AsNew implements Deserializer<Object> {

        private final EventDeserializer events = new EventDeserializer(EventTracing.NONE);

        @Override
        public Object deserialize(String topic, byte @Nullable [] value) {
            return events.deserialize(topic, value == null ? null : renewed(value));
        }

        private byte[] renewed(byte[] envelope) {
            try {
                if (EventJson.MAPPER.readTree(envelope) instanceof ObjectNode event) {
                    event.put("id", ids.generate().toString());
                    event.put("aggregateversion", version.incrementAndGet());
                    return EventJson.MAPPER.writeValueAsBytes(event);
                }
            } catch (JacksonException _) {
                // What is no event is judged as ever.
            }
            return envelope;
        }
    }
}
