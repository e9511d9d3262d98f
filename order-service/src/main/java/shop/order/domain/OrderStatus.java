package shop.order.domain;

/** Where an order stands, in one word. */
public enum OrderStatus {
    /** Its stock is held and waits for the payment. */
    PENDING,
    /** Paid. */
    CONFIRMED,
    /** Kept for a review: it can neither be paid nor shipped until staff have decided. */
    ON_HOLD,
    SHIPPED,
    DELIVERED,
    /** Called off; if it was paid, the money goes back. */
    CANCELLED,
    /** Nobody paid in time. */
    EXPIRED
}
