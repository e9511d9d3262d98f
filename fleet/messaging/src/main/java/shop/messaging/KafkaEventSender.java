package shop.messaging;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.kafka.core.KafkaOperations;

final class KafkaEventSender implements EventSender {

    private final KafkaOperations<Object, Object> kafka;

    KafkaEventSender(KafkaOperations<Object, Object> kafka) {
        this.kafka = kafka;
    }

    @Override
    public CompletableFuture<?> send(String topic, UUID key, String envelope) {
        try {
            return kafka.send(topic, key.toString(), envelope);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
