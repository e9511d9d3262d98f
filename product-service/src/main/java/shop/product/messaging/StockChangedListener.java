package shop.product.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.product.catalog.Catalog;
import shop.product.catalog.Catalog.StockUpdate;

/** Keeps the availability that the catalog shows up with inventory-service; many at once, since a catalog may come in one go. */
@Component
class StockChangedListener {

    private final Catalog catalog;

    StockChangedListener(Catalog catalog) {
        this.catalog = catalog;
    }

    @KafkaListener(
            id = "product-service.stock_changed",
            topics = "stock_changed",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                event -> event.type().equals("stock.changed.v1"),
                events -> catalog.applyStockUpdates(
                        events.stream().map(StockChangedListener::stockUpdate).toList()));
    }

    private static StockUpdate stockUpdate(IncomingEvent event) {
        return new StockUpdate(event.subject(), event.dataAs(StockChanged.class).available(), event.aggregateVersion());
    }

    /** What this service reads of the message. */
    record StockChanged(long available) {

        StockChanged {
            if (available < 0) {
                throw new IllegalArgumentException("available: " + available + " (expected: >= 0)");
            }
        }
    }
}
