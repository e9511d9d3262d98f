package shop.inventory.messaging;

import java.util.Objects;
import java.util.UUID;

/** The part of order-service's contract of a new order that inventory-service reads; our own copy. */
record OrderPlacedEvent(UUID orderId) {

    OrderPlacedEvent {
        Objects.requireNonNull(orderId, "orderId");
    }
}
