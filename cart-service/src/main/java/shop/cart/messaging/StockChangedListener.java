package shop.cart.messaging;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.cart.product.Availability;
import shop.cart.product.Products;
import shop.events.EventBatches;
import shop.events.IncomingEvent;

/** Keeps this service's copy of what is available; many at once, because each sale publishes it. */
@Component
class StockChangedListener {

    private final Products products;

    StockChangedListener(Products products) {
        this.products = products;
    }

    @KafkaListener(
            id = "cart-service.stock_changed",
            topics = "stock_changed",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                event -> event.type().equals("stock.changed.v1"),
                events -> products.storeAvailability(
                        events.stream().map(StockChangedListener::availability).toList()));
    }

    private static Availability availability(IncomingEvent event) {
        return new Availability(
                event.subject(), event.dataAs(StockChanged.class).available(), event.aggregateVersion());
    }

    /** What this service reads of the message. */
    record StockChanged(Long available) {

        StockChanged {
            Objects.requireNonNull(available, "available");
        }
    }
}
