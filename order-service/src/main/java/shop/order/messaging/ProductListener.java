package shop.order.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Inbox;
import shop.messaging.IncomingEvent;
import shop.order.application.FollowProduct;

@Component
class ProductListener {

    static final String ID = "order-service.product_updated";

    private final Inbox inbox;
    private final FollowProduct followProduct;

    ProductListener(Inbox inbox, FollowProduct followProduct) {
        this.inbox = inbox;
        this.followProduct = followProduct;
    }

    @KafkaListener(id = ID, topics = "product_updated")
    void on(IncomingEvent event) {
        var product = event.dataAs(ProductMessage.class).product(event.aggregateVersion());
        inbox.once(ID, event.id(), () -> followProduct.follow(product));
    }
}
