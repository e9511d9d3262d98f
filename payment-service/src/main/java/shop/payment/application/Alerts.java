package shop.payment.application;

import shop.payment.domain.PaymentId;

/** Tells a person what no rule can decide. */
public interface Alerts {

    /**
     * Raises an alert, once per kind, payment and source.
     *
     * @param source what shows it, for example a webhook event's id
     */
    void raise(Kind kind, PaymentId payment, String source, String detail);

    enum Kind {
        AMOUNT_MISMATCH,
        LIVEMODE_MISMATCH,
        PAID_TWICE,
        REFUND_FAILED,
        REFUND_RETURNED,
        DISPUTED,
        DISPUTE_LOST,
        /** The order is over, and its payment is disputed: the bank decides, and nothing is given back here. */
        DISPUTED_NOT_REFUNDED
    }
}
