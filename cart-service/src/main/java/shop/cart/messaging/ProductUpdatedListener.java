package shop.cart.messaging;

import java.util.Objects;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.cart.product.Product;
import shop.cart.product.Products;
import shop.kernel.Money;
import shop.messaging.IncomingEvent;

/** Keeps this service's copy of the products. */
@Component
class ProductUpdatedListener {

    private final Products products;

    ProductUpdatedListener(Products products) {
        this.products = products;
    }

    @KafkaListener(id = "cart-service.product_updated", topics = "product_updated")
    void on(IncomingEvent event) {
        if (event.type().equals("product.updated.v1")) {
            var told = event.dataAs(ProductUpdated.class);
            products.takeOver(new Product(
                    event.subject(),
                    told.sku(),
                    told.name(),
                    told.price(),
                    told.archived(),
                    event.aggregateVersion(),
                    null));
        }
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
