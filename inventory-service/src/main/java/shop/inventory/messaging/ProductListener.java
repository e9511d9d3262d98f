package shop.inventory.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.inventory.application.ApplyProductUpdate;
import shop.inventory.domain.ProductId;

/**
 * Follows the catalog, many products in one transaction, since a catalog may come in one go. Needs no inbox: a product gets its
 * stock once, and an older version of it changes nothing.
 */
@Component
class ProductListener {

    private static final String TYPE = "product.updated.v1";

    private final ApplyProductUpdate applyProductUpdate;

    ProductListener(ApplyProductUpdate applyProductUpdate) {
        this.applyProductUpdate = applyProductUpdate;
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
                events -> applyProductUpdate.applyAll(
                        events.stream().map(ProductListener::update).toList()));
    }

    private static ApplyProductUpdate.ProductUpdate update(IncomingEvent event) {
        var product = event.dataAs(ProductUpdatedEvent.class);
        return new ApplyProductUpdate.ProductUpdate(
                new ProductId(product.productId()),
                product.sku(),
                event.aggregateVersion(),
                product.stockToStartWith());
    }
}
