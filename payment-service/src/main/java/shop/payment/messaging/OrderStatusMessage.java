package shop.payment.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.application.ApplyOrderUpdate;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.UserId;

/**
 * The part of order-service's {@code order.status.v1} that payment-service reads; our own copy.
 *
 * @param status as text, because order-service may add one that does not matter here
 * @param reservationExpiresAt until when the order may be paid; null in messages of before it was published
 */
record OrderStatusMessage(
        UUID orderId,
        UUID userId,
        String status,
        Money total,
        @Nullable Instant reservationExpiresAt) {

    static final String TYPE = "order.status.v1";

    OrderStatusMessage {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(total, "total");
    }

    /** The order, if it waits for its payment. */
    Optional<PayableOrder> waitingOrder() {
        return status.equals("PENDING") && reservationExpiresAt != null
                ? Optional.of(PayableOrder.open(new OrderId(orderId), new UserId(userId), total, reservationExpiresAt))
                : Optional.empty();
    }

    /** The order, if it is over. */
    Optional<ApplyOrderUpdate.Closed> closedOrder() {
        return status.equals("CANCELLED") || status.equals("EXPIRED")
                ? Optional.of(new ApplyOrderUpdate.Closed(new OrderId(orderId), new UserId(userId), total, status))
                : Optional.empty();
    }
}
