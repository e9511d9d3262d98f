package shop.product.messaging;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.IncomingEvent;
import shop.product.catalog.Catalog;

/** Keeps the availability that the catalogue shows up with inventory-service. */
@Component
class StockChangedListener {

    private final Catalog catalog;

    StockChangedListener(Catalog catalog) {
        this.catalog = catalog;
    }

    @KafkaListener(id = "product-service.stock_changed", topics = "stock_changed")
    void on(IncomingEvent event) {
        if (event.type().equals("stock.changed.v1")) {
            var stock = event.dataAs(StockChanged.class);
            catalog.takeOverStock(event.subject(), stock.available(), event.aggregateVersion());
        }
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
