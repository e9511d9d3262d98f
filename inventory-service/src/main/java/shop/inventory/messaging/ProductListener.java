package shop.inventory.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.inventory.application.FollowProduct;
import shop.inventory.domain.ProductId;
import shop.messaging.EventBatches;
import shop.messaging.IncomingEvent;

/**
 * Follows the catalogue, many products in one transaction, since a catalogue may come in one go. Needs no inbox: a product gets its
 * stock once, and an older version of it changes nothing.
 */
@Component
class ProductListener {

    private static final String TYPE = "product.updated.v1";

    private final FollowProduct followProduct;

    ProductListener(FollowProduct followProduct) {
        this.followProduct = followProduct;
    }

    @KafkaListener(
            id = "inventory-service.product_updated",
            topics = "product_updated",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                TYPE,
                events -> followProduct.followAll(
                        events.stream().map(ProductListener::news).toList()));
    }

    private static FollowProduct.News news(IncomingEvent event) {
        var product = event.dataAs(ProductMessage.class);
        return new FollowProduct.News(
                new ProductId(product.productId()),
                product.sku(),
                event.aggregateVersion(),
                product.stockToStartWith());
    }
}
