package shop.payment.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Inbox;
import shop.messaging.IncomingEvent;
import shop.payment.application.FollowOrder;
import shop.payment.domain.OrderId;
import shop.payment.domain.UserId;

@Component
class OrderListener {

    static final String PLACED = "payment-service.order_placed";
    static final String STATUS = "payment-service.order_status";

    private final Inbox inbox;
    private final FollowOrder followOrder;

    OrderListener(Inbox inbox, FollowOrder followOrder) {
        this.inbox = inbox;
        this.followOrder = followOrder;
    }

    @KafkaListener(id = PLACED, topics = "order_placed")
    void onPlaced(IncomingEvent event) {
        var message = event.dataAs(PlacedMessage.class);
        inbox.once(
                PLACED,
                event.id(),
                () -> followOrder.placed(
                        new OrderId(message.orderId()),
                        new UserId(message.userId()),
                        message.total(),
                        message.reservationExpiresAt()));
    }

    @KafkaListener(id = STATUS, topics = "order_status")
    void onStatus(IncomingEvent event) {
        var message = event.dataAs(OrderStatusMessage.class);
        inbox.once(STATUS, event.id(), () -> follow(message));
    }

    private void follow(OrderStatusMessage message) {
        var until = message.reservationExpiresAt();
        switch (message.status()) {
            case "PENDING" -> {
                if (until != null) {
                    followOrder.waits(
                            new OrderId(message.orderId()), new UserId(message.userId()), message.total(), until);
                }
            }
            case "CANCELLED", "EXPIRED" ->
                followOrder.closed(
                        new OrderId(message.orderId()),
                        new UserId(message.userId()),
                        message.total(),
                        message.status());
            default -> {} // every other step leaves the money where it is
        }
    }
}
