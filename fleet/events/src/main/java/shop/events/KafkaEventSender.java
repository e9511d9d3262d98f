package shop.events;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.support.SendResult;

final class KafkaEventSender implements EventSender {

    private final KafkaOperations<Object, Object> kafka;

    KafkaEventSender(KafkaOperations<Object, Object> kafka) {
        this.kafka = kafka;
    }

    @Override
    public CompletableFuture<RecordPosition> send(String topic, UUID key, String envelope) {
        try {
            return kafka.send(topic, key.toString(), envelope).thenApply(KafkaEventSender::position);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static RecordPosition position(SendResult<Object, Object> sent) {
        var metadata = sent.getRecordMetadata();
        return new RecordPosition(
                metadata.topic(), metadata.partition(), metadata.hasOffset() ? metadata.offset() : -1);
    }
}
