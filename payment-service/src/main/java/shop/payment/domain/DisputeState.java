package shop.payment.domain;

/** Where a dispute stands. */
public enum DisputeState {
    /** The bank only asks; no money has moved. */
    INQUIRY,
    /** Evidence is waited for, until a date. */
    NEEDS_RESPONSE,
    UNDER_REVIEW,
    WON,
    LOST,
    /** Over without a decision, as an inquiry that came to nothing. */
    CLOSED
}
