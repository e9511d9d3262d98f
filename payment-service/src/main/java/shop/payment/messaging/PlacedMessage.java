package shop.payment.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import shop.kernel.Money;

/** The part of order-service's {@code order.placed.v1} that payment-service reads; our own copy. */
record PlacedMessage(UUID orderId, UUID userId, Money total, Instant reservationExpiresAt) {

    PlacedMessage {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(reservationExpiresAt, "reservationExpiresAt");
    }
}
