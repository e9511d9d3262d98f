package shop.notification.notice;

/** What customers are notified of; each has a title and a text in {@code wording.properties}. */
public enum NoticeKind {
    WELCOME,
    ORDER_PLACED,
    ORDER_CONFIRMED,
    /** The order waits for a review. */
    ORDER_ON_HOLD,
    /** The review is over, and the order can be paid now. */
    ORDER_PAYABLE,
    /** The review is over, and the order is sent. */
    ORDER_APPROVED,
    ORDER_SHIPPED,
    ORDER_CANCELLED,
    ORDER_EXPIRED,
    /** Only in the shop: the mail of the same moment is that of {@link #ORDER_CONFIRMED}. */
    PAYMENT_RECEIVED,
    PAYMENT_FAILED,
    /** A part of the payment; the amount is what was given back in all so far. */
    PAYMENT_PARTLY_REFUNDED,
    PAYMENT_REFUNDED;

    /** Whether it is sent by mail and short message, too; what is not is part of another notice there. */
    public boolean isSent() {
        return this != PAYMENT_RECEIVED;
    }
}
