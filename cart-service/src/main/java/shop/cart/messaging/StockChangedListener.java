package shop.cart.messaging;

import java.util.Objects;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.cart.product.Availability;
import shop.cart.product.Products;
import shop.messaging.IncomingEvent;

/** Keeps this service's copy of what is available. */
@Component
class StockChangedListener {

    private final Products products;

    StockChangedListener(Products products) {
        this.products = products;
    }

    @KafkaListener(id = "cart-service.stock_changed", topics = "stock_changed")
    void on(IncomingEvent event) {
        if (event.type().equals("stock.changed.v1")) {
            var told = event.dataAs(StockChanged.class);
            products.takeOver(new Availability(event.subject(), told.available(), event.aggregateVersion()));
        }
    }

    /** What this service reads of the message. */
    record StockChanged(Long available) {

        StockChanged {
            Objects.requireNonNull(available, "available");
        }
    }
}
