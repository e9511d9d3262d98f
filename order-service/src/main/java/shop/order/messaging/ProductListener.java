package shop.order.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.EventBatches;
import shop.messaging.IncomingEvent;
import shop.order.application.FollowProduct;
import shop.order.domain.Product;

/**
 * Follows the catalogue, many products in one transaction, since a catalogue may come in one go. Needs no inbox: an older version of a
 * product changes nothing.
 */
@Component
class ProductListener {

    private static final String TYPE = "product.updated.v1";

    private final FollowProduct followProduct;

    ProductListener(FollowProduct followProduct) {
        this.followProduct = followProduct;
    }

    @KafkaListener(
            id = "order-service.product_updated",
            topics = "product_updated",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                TYPE,
                events -> followProduct.followAll(
                        events.stream().map(ProductListener::product).toList()));
    }

    private static Product product(IncomingEvent event) {
        return event.dataAs(ProductMessage.class).product(event.aggregateVersion());
    }
}
