package shop.order.messaging;

import org.springframework.stereotype.Component;
import shop.messaging.Outbox;
import shop.order.application.OrderNews;
import shop.order.domain.Order;
import shop.order.domain.OrderStep;

/** The order's row is locked while it changes, so the outbox has its versions in order. */
@Component
class OutboxOrderNews implements OrderNews {

    private final Outbox outbox;

    OutboxOrderNews(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void tell(Order.Snapshot order, OrderStep step) {
        outbox.append(OrderMessage.event(order, step));
    }
}
