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
    PAYMENT_REFUNDED
}
