package shop.inventory.messaging;

import java.util.Objects;
import java.util.UUID;

/**
 * The part of order-service's contract that inventory-service reads; our own copy.
 *
 * @param status as text, because order-service may add one that moves no stock
 */
record OrderStatusEvent(UUID orderId, String status) {

    OrderStatusEvent {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(status, "status");
    }
}
