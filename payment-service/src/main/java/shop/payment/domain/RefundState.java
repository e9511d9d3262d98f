package shop.payment.domain;

public enum RefundState {
    /** Asked for; it is made as soon as the provider is reached. */
    PENDING,
    SUCCEEDED,
    FAILED,
    /** It had succeeded, and the money came back to us: the buyer's bank did not take it. */
    RETURNED
}
