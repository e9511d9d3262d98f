package shop.inventory.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.inventory.application.FollowOrder;
import shop.inventory.domain.OrderId;
import shop.messaging.Inbox;
import shop.messaging.IncomingEvent;

@Component
class OrderListener {

    static final String ID = "inventory-service.order_status";

    private final Inbox inbox;
    private final FollowOrder followOrder;

    OrderListener(Inbox inbox, FollowOrder followOrder) {
        this.inbox = inbox;
        this.followOrder = followOrder;
    }

    @KafkaListener(id = ID, topics = "order_status")
    void on(IncomingEvent event) {
        var message = event.dataAs(OrderMessage.class);
        inbox.once(ID, event.id(), () -> follow(message, event.aggregateVersion()));
    }

    private void follow(OrderMessage message, long orderVersion) {
        var order = new OrderId(message.orderId());
        switch (message.status()) {
            case "CONFIRMED" -> followOrder.confirmed(order, orderVersion);
            case "CANCELLED" -> followOrder.cancelled(order, orderVersion);
            case "EXPIRED" -> followOrder.expired(order, orderVersion);
            default -> followOrder.otherStep(order, orderVersion);
        }
    }
}
