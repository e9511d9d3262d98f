package shop.notification.notice;

/** What customers are told of; each has a title and a text in {@code wording.properties}. */
public enum NoticeKind {
    WELCOME,
    ORDER_PLACED,
    ORDER_CONFIRMED,
    ORDER_SHIPPED,
    ORDER_CANCELLED,
    ORDER_EXPIRED,
    PAYMENT_RECEIVED,
    PAYMENT_FAILED,
    /** A part of the payment; the amount is what was given back in all so far. */
    PAYMENT_PARTLY_REFUNDED,
    PAYMENT_REFUNDED
}
