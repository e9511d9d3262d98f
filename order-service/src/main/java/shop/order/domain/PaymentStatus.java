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
    public boolean isCaptured() {
        return switch (this) {
            case UNPAID, PROCESSING, FAILED -> false;
            case PAID, PARTIALLY_REFUNDED, REFUNDED -> true;
        };
    }

    /** Whether there is money for goods to be sent. */
    boolean isHeld() {
        return switch (this) {
            case PAID, PARTIALLY_REFUNDED -> true;
            case UNPAID, PROCESSING, FAILED, REFUNDED -> false;
        };
    }

    /**
     * Whether the next word can be true after this one: money that has arrived is not awaited again, and none goes back that never
     * arrived. Money that went back may return, since a refund can fail long after it was made.
     */
    boolean canBecome(PaymentStatus next) {
        return switch (next) {
            case UNPAID -> false;
            case PROCESSING, FAILED -> !isCaptured();
            case PAID -> true;
            case PARTIALLY_REFUNDED, REFUNDED -> isCaptured();
        };
    }
}
