package shop.payment.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * The part of order-service's {@code order.status.v1} that payment-service reads; our own copy.
 *
 * @param status as text, because order-service may add one that does not matter here
 * @param reservationExpiresAt until when the order may be paid; null in messages of before it was told
 */
record OrderStatusMessage(
        UUID orderId,
        UUID userId,
        String status,
        Money total,
        @Nullable Instant reservationExpiresAt) {

    OrderStatusMessage {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(total, "total");
    }
}
