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
        DISPUTED,
        DISPUTE_LOST
    }
}
