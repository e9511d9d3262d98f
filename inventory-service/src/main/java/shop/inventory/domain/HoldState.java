package shop.inventory.domain;

/** Where a hold stands. */
public enum HoldState {
    /** Stock is set aside and waits for the payment. */
    HELD,
    /** Sold: the stock has left for good. */
    COMMITTED,
    /** Given back before it was sold, because the order was cancelled or never saved. */
    RELEASED,
    /** Given back because nobody paid in time. */
    EXPIRED,
    /** Sold, then put back because the order was cancelled before it was shipped. */
    RETURNED,
    /** Paid for after it had been given back, when the stock was gone: a person has to act. */
    SHORT
}
