package shop.cart.messaging;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.cart.product.Product;
import shop.cart.product.Products;
import shop.events.EventBatches;
import shop.events.IncomingEvent;
import shop.kernel.Money;

/** Keeps this service's copy of the products; many at once, because a catalog may come in one go. */
@Component
class ProductUpdatedListener {

    private final Products products;

    ProductUpdatedListener(Products products) {
        this.products = products;
    }

    @KafkaListener(
            id = "cart-service.product_updated",
            topics = "product_updated",
            containerFactory = EventBatches.FACTORY,
            properties = "max.poll.records=500")
    void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
        EventBatches.handle(
                records,
                event -> event.type().equals("product.updated.v1"),
                events -> products.takeOverProducts(
                        events.stream().map(ProductUpdatedListener::product).toList()));
    }

    private static Product product(IncomingEvent event) {
        var received = event.dataAs(ProductUpdated.class);
        return new Product(
                event.subject(),
                received.sku(),
                received.name(),
                received.price(),
                received.archived(),
                event.aggregateVersion(),
                null);
    }

    /** What this service reads of the message. */
    record ProductUpdated(String sku, String name, Money price, boolean archived) {

        ProductUpdated {
            Objects.requireNonNull(sku, "sku");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(price, "price");
        }
    }
}
