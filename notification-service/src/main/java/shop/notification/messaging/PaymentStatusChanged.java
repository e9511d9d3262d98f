package shop.notification.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import shop.kernel.Money;
import shop.notification.notice.NoticeKind;

/** The part of {@code payment.status.v1} that is read here; {@code refunded} is what was given back in all so far. */
record PaymentStatusChanged(UUID orderId, UUID userId, String status, Money amount, Money refunded, Instant changedAt) {

    PaymentStatusChanged {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(refunded, "refunded");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    /** What to tell; nothing while the payment is under way. */
    Optional<NoticeKind> kind() {
        return Optional.ofNullable(
                switch (status) {
                    case "PAID" -> NoticeKind.PAYMENT_RECEIVED;
                    case "FAILED" -> NoticeKind.PAYMENT_FAILED;
                    case "PARTIALLY_REFUNDED" -> NoticeKind.PAYMENT_PARTLY_REFUNDED;
                    case "REFUNDED" -> NoticeKind.PAYMENT_REFUNDED;
                    default -> null;
                });
    }

    /** The amount that the notice is about. */
    Money told() {
        return status.endsWith("REFUNDED") ? refunded : amount;
    }
}
