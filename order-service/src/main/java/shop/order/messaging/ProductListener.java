package shop.order.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.order.application.UpdateCatalog;
import shop.order.domain.Product;

/**
 * Follows the catalog, many products in one transaction, since a catalog may come in one go. Needs no inbox: an older version of a
 * product changes nothing.
 */
@Component
class ProductListener {

    private static final String TYPE = "product.updated.v1";

    private final UpdateCatalog updateCatalog;

    ProductListener(UpdateCatalog updateCatalog) {
        this.updateCatalog = updateCatalog;
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
                events -> updateCatalog.updateAll(
                        events.stream().map(ProductListener::product).toList()));
    }

    private static Product product(IncomingEvent event) {
        return event.dataAs(ProductMessage.class).product(event.aggregateVersion());
    }
}
