package shop.order.domain;

/** Whether the hold of an unpaid order waits longer because its buyer has begun to pay; that happens once. */
public enum Extension {
    /** Nobody has begun to pay. */
    NONE,
    /** Inventory-service has to be asked. */
    WANTED,
    GIVEN,
    /** The stock was no longer held, or had been held as long as it may be. */
    REFUSED
}
