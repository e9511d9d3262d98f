package shop.payment.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.payment.application.ApplyOrderUpdate;

/** Consumes what order-service publishes, a poll's records in one transaction; steps that leave the money where it is cost nothing. */
@Component
class OrderListener {

    static final String PLACED = "payment-service.order_placed";
    static final String STATUS = "payment-service.order_status";

    private final ApplyOrderUpdate applyOrderUpdate;

    OrderListener(ApplyOrderUpdate applyOrderUpdate) {
        this.applyOrderUpdate = applyOrderUpdate;
    }

    @KafkaListener(id = PLACED, topics = "order_placed", containerFactory = EventBatches.FACTORY)
    void onPlaced(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                event -> event.type().equals(PlacedMessage.TYPE),
                events -> applyOrderUpdate.waiting(events.stream()
                        .map(event -> event.dataAs(PlacedMessage.class).toOrder())
                        .toList()));
    }

    @KafkaListener(id = STATUS, topics = "order_status", containerFactory = EventBatches.FACTORY)
    void onStatus(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, event -> event.type().equals(OrderStatusMessage.TYPE), this::follow);
    }

    private void follow(List<IncomingEvent> events) {
        var messages = events.stream()
                .map(event -> event.dataAs(OrderStatusMessage.class))
                .toList();
        var waiting = messages.stream()
                .flatMap(message -> message.waitingOrder().stream())
                .toList();
        var closed = messages.stream()
                .flatMap(message -> message.closedOrder().stream())
                .toList();
        if (!waiting.isEmpty() || !closed.isEmpty()) {
            applyOrderUpdate.follow(waiting, closed);
        }
    }
}
