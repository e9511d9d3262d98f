package shop.notification.messaging;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.notification.notice.NoticeKind;

/**
 * The part of {@code payment.status.v1} that is read here; {@code refunded} is what was given back in all so far.
 *
 * @param cause why it was published; events from before there were causes have none
 */
record PaymentStatusChanged(
        UUID orderId,
        UUID userId,
        String status,
        Money amount,
        Money refunded,
        Instant changedAt,
        @Nullable String cause) {

    /** What concerns the buyer; a dispute, a refund that the bank sent back and a repeat are for staff. */
    private static final Set<String> CAUSES_TO_NOTIFY = Set.of("payment", "refund");

    PaymentStatusChanged {
        Objects.requireNonNull(orderId, "orderId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(refunded, "refunded");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    /** What to notify the buyer of; nothing while the payment is under way. */
    Optional<NoticeKind> kind() {
        if (cause != null && !CAUSES_TO_NOTIFY.contains(cause)) {
            return Optional.empty();
        }
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
    Money noticeAmount() {
        return status.endsWith("REFUNDED") ? refunded : amount;
    }
}
