package shop.payment.domain;

/** Where an attempt to pay stands. */
public enum PaymentState {
    /** Saved, but whether the provider knows of it is not certain yet. */
    STARTING,
    PROCESSING,
    /** The buyer has to act first, for example confirm at the bank. */
    REQUIRES_ACTION,
    PAID,
    FAILED,
    CANCELLED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    /** Whether money may still come of it; an order has one such attempt at most. */
    public boolean isLive() {
        return switch (this) {
            case STARTING, PROCESSING, REQUIRES_ACTION -> true;
            case PAID, FAILED, CANCELLED, PARTIALLY_REFUNDED, REFUNDED -> false;
        };
    }

    /** Whether money was taken, given back since or not. */
    public boolean isCaptured() {
        return switch (this) {
            case PAID, PARTIALLY_REFUNDED, REFUNDED -> true;
            case STARTING, PROCESSING, REQUIRES_ACTION, FAILED, CANCELLED -> false;
        };
    }
}
