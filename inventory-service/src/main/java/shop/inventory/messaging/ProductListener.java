package shop.inventory.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.inventory.application.FollowProduct;
import shop.inventory.domain.ProductId;
import shop.messaging.Inbox;
import shop.messaging.IncomingEvent;

@Component
class ProductListener {

    static final String ID = "inventory-service.product_updated";

    private final Inbox inbox;
    private final FollowProduct followProduct;

    ProductListener(Inbox inbox, FollowProduct followProduct) {
        this.inbox = inbox;
        this.followProduct = followProduct;
    }

    @KafkaListener(id = ID, topics = "product_updated")
    void on(IncomingEvent event) {
        var product = event.dataAs(ProductMessage.class);
        inbox.once(
                ID,
                event.id(),
                () -> followProduct.follow(
                        new ProductId(product.productId()),
                        product.sku(),
                        event.aggregateVersion(),
                        product.stockToStartWith()));
    }
}
