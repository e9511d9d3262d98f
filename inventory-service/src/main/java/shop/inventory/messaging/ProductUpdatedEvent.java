package shop.inventory.messaging;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.events.UnreadableEventException;

/** The part of product-service's contract that inventory-service reads; our own copy. */
record ProductUpdatedEvent(
        UUID productId, String sku, @Nullable Long initialStock) {

    ProductUpdatedEvent {
        Objects.requireNonNull(productId, "productId");
        Objects.requireNonNull(sku, "sku");
        if (sku.isBlank() || (initialStock != null && initialStock < 0)) {
            throw new UnreadableEventException("sku: '" + sku + "', initialStock: " + initialStock);
        }
    }

    long stockToStartWith() {
        return initialStock == null ? 0 : initialStock;
    }
}
