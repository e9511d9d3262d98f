package shop.events;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Never holds up its caller. Kafka's producer blocks for some seconds while it has no metadata of a topic, so a topic that has not answered
 * well since its last failure is asked on a thread of its own.
 */
final class NonBlockingSender implements EventSender {

    private final EventSender sender;
    private final Set<String> reachable = ConcurrentHashMap.newKeySet();

    NonBlockingSender(EventSender sender) {
        this.sender = sender;
    }

    @Override
    public CompletableFuture<RecordPosition> send(String topic, UUID key, String envelope) {
        var sending = reachable.contains(topic) ? sendHere(topic, key, envelope) : sendAside(topic, key, envelope);
        return sending.whenComplete((_, failure) -> {
            if (failure == null) {
                reachable.add(topic);
            } else {
                reachable.remove(topic);
            }
        });
    }

    private CompletableFuture<RecordPosition> sendHere(String topic, UUID key, String envelope) {
        try {
            return sender.send(topic, key, envelope);
        } catch (RuntimeException | Error broken) {
            // Else nobody would ever know of it.
            return CompletableFuture.failedFuture(broken);
        }
    }

    private CompletableFuture<RecordPosition> sendAside(String topic, UUID key, String envelope) {
        var answer = new CompletableFuture<RecordPosition>();
        Thread.ofVirtual().name("outbox-send").start(() -> {
            var _ = sendHere(topic, key, envelope).whenComplete((position, failure) -> {
                if (failure == null) {
                    answer.complete(position);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        });
        return answer;
    }
}
