package shop.payment.domain;

public enum RefundState {
    /** Asked for; it is made as soon as the provider is reached. */
    PENDING,
    SUCCEEDED,
    FAILED
}
