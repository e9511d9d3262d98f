package shop.payment.messaging;

import java.util.Objects;
import java.util.UUID;
import shop.kernel.Money;

/**
 * The part of order-service's {@code order.status.v1} that payment-service reads; our own copy.
 *
 * @param status as text, because order-service may add one that does not matter here
 */
record OrderStatusMessage(UUID orderId, UUID userId, String status, Money total) {

    OrderStatusMessage {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(total, "total");
    }
}
