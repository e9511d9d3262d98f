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
    CLOSED;

    /** Whether the bank has taken the money back, for now or for good. An inquiry has moved none. */
    public boolean isDisputed() {
        return switch (this) {
            case NEEDS_RESPONSE, UNDER_REVIEW, LOST -> true;
            case INQUIRY, WON, CLOSED -> false;
        };
    }

    /** Whether the bank has decided. */
    public boolean isOver() {
        return switch (this) {
            case WON, LOST, CLOSED -> true;
            case INQUIRY, NEEDS_RESPONSE, UNDER_REVIEW -> false;
        };
    }
}
