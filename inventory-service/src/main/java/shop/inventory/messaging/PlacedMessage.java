package shop.inventory.messaging;

import java.util.Objects;
import java.util.UUID;

/** The part of order-service's contract of a new order that inventory-service reads; our own copy. */
record PlacedMessage(UUID orderId) {

    PlacedMessage {
        Objects.requireNonNull(orderId, "orderId");
    }
}
