package shop.order.domain;

/** What payment-service said last about an order. */
public enum PaymentStatus {
    UNPAID,
    PROCESSING,
    PAID,
    /** Payable again while the stock is held. */
    FAILED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    /** Whether money has arrived, even if it has gone back since. */
    public boolean isSettled() {
        return switch (this) {
            case UNPAID, PROCESSING, FAILED -> false;
            case PAID, PARTIALLY_REFUNDED, REFUNDED -> true;
        };
    }

    /** Whether the next word can be true after this one: money that has arrived is not awaited again. */
    boolean canBecome(PaymentStatus next) {
        return switch (next) {
            case UNPAID -> false;
            case PROCESSING, PAID, FAILED -> !isSettled();
            case PARTIALLY_REFUNDED, REFUNDED -> this != REFUNDED;
        };
    }
}
