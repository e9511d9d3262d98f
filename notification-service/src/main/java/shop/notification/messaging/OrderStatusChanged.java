package shop.notification.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.notification.notice.NoticeKind;

/**
 * The part of {@code order.status.v1} that is read here. The states are texts: one that is added to the contract later must not make
 * the event unreadable.
 */
record OrderStatusChanged(
        UUID orderId,
        @Nullable String number,
        UUID userId,
        String status,
        String previousStatus,
        String paymentStatus,
        Money total,
        @Nullable Instant reservationExpiresAt,
        Instant changedAt) {

    OrderStatusChanged {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(previousStatus, "previousStatus");
        Objects.requireNonNull(paymentStatus, "paymentStatus");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    /** Which notice to send; nothing for a step that only moved the payment or that customers see elsewhere. */
    Optional<NoticeKind> kind() {
        if (status.equals(previousStatus)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (status) {
                    case "ON_HOLD" -> NoticeKind.ORDER_ON_HOLD;
                    case "PENDING" -> previousStatus.equals("ON_HOLD") ? NoticeKind.ORDER_PAYABLE : null;
                    case "CONFIRMED" ->
                        previousStatus.equals("ON_HOLD") ? NoticeKind.ORDER_APPROVED : NoticeKind.ORDER_CONFIRMED;
                    case "SHIPPED" -> NoticeKind.ORDER_SHIPPED;
                    case "CANCELLED" -> NoticeKind.ORDER_CANCELLED;
                    case "EXPIRED" -> NoticeKind.ORDER_EXPIRED;
                    default -> null;
                });
    }
}
