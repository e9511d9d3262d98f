package shop.notification.notice;

import org.jspecify.annotations.Nullable;

/** How far the payment of an order was when the order took a step. */
public enum PaymentProgress {
    /** Nothing was paid, and nothing is under way. */
    UNPAID,
    /** Somebody is paying: the money may still come. */
    UNDER_WAY,
    PAID,
    REFUNDED;

    /** Reads a {@code paymentStatus} of {@code order.status.v1}; null for one that was added to it later. */
    public static @Nullable PaymentProgress of(String paymentStatus) {
        return switch (paymentStatus) {
            case "UNPAID", "FAILED" -> UNPAID;
            case "PROCESSING" -> UNDER_WAY;
            case "PAID", "PARTIALLY_REFUNDED" -> PAID;
            case "REFUNDED" -> REFUNDED;
            default -> null;
        };
    }
}
