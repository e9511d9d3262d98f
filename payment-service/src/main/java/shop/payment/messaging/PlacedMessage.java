package shop.payment.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import shop.kernel.Money;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.UserId;

/** The part of order-service's {@code order.placed.v1} that payment-service reads; our own copy. */
record PlacedMessage(UUID orderId, UUID userId, Money total, Instant reservationExpiresAt) {

    static final String TYPE = "order.placed.v1";

    PlacedMessage {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(reservationExpiresAt, "reservationExpiresAt");
    }

    PayableOrder toOrder() {
        return PayableOrder.open(new OrderId(orderId), new UserId(userId), total, reservationExpiresAt);
    }
}
