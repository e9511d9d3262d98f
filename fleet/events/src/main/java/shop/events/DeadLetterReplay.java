package shop.events;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Sends a dead letter back to the topic it came from, as the user that may write the topics of other services: on a broker that knows
 * users the service itself may not. Connects when there is something to send.
 */
public final class DeadLetterReplay implements DisposableBean {

    private final KafkaTemplate<Object, Object> kafka;

    DeadLetterReplay(KafkaTemplate<Object, Object> kafka) {
        this.kafka = kafka;
    }

    /** Completes when the broker has the record. */
    public CompletableFuture<?> send(ProducerRecord<Object, Object> letter) {
        return kafka.send(letter);
    }

    @Override
    public void destroy() {
        kafka.destroy();
    }
}
