package shop.inventory.messaging;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.inventory.application.ApplyOrderUpdate;
import shop.inventory.application.ApplyOrderUpdate.Kind;
import shop.inventory.domain.OrderId;

/**
 * Follows the orders, many in one transaction; one that cannot be followed fails alone. Needs no inbox: a hold remembers the version of
 * its order's last step that moved it. Steps that move no stock cost nothing here.
 */
@Component
class OrderListener {

    static final String PLACED = "inventory-service.order_placed";
    static final String STATUS = "inventory-service.order_status";
    private static final String PLACED_TYPE = "order.placed.v1";
    private static final String STATUS_TYPE = "order.status.v1";

    private final ApplyOrderUpdate applyOrderUpdate;

    OrderListener(ApplyOrderUpdate applyOrderUpdate) {
        this.applyOrderUpdate = applyOrderUpdate;
    }

    /** That an order was saved. The topics are two, so a later step may have come before; then this one says nothing new. */
    @KafkaListener(id = PLACED, topics = "order_placed", containerFactory = EventBatches.FACTORY)
    void onPlaced(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                event -> event.type().equals(PLACED_TYPE),
                events -> applyOrderUpdate.follow(
                        events.stream().map(OrderListener::placed).toList()));
    }

    private static ApplyOrderUpdate.Step placed(IncomingEvent event) {
        var message = event.dataAs(OrderPlacedEvent.class);
        return new ApplyOrderUpdate.Step(new OrderId(message.orderId()), event.aggregateVersion(), Kind.PLACED);
    }

    @KafkaListener(id = STATUS, topics = "order_status", containerFactory = EventBatches.FACTORY)
    void onStatus(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(records, OrderListener::movesStock, this::follow);
    }

    private static boolean movesStock(IncomingEvent event) {
        return event.type().equals(STATUS_TYPE) && step(event).isPresent();
    }

    private void follow(List<IncomingEvent> events) {
        applyOrderUpdate.follow(
                events.stream().flatMap(event -> step(event).stream()).toList());
    }

    private static Optional<ApplyOrderUpdate.Step> step(IncomingEvent event) {
        var message = event.dataAs(OrderStatusEvent.class);
        return kind(message.status())
                .map(kind -> new ApplyOrderUpdate.Step(new OrderId(message.orderId()), event.aggregateVersion(), kind));
    }

    private static Optional<Kind> kind(String status) {
        return switch (status) {
            // What is on its way has been paid and has left, even if the step that said so is a dead letter; a replay
            // of that finds it sold.
            case "CONFIRMED", "SHIPPED", "DELIVERED" -> Optional.of(Kind.CONFIRMED);
            case "CANCELLED" -> Optional.of(Kind.CANCELLED);
            case "EXPIRED" -> Optional.of(Kind.EXPIRED);
            default -> Optional.empty();
        };
    }
}
