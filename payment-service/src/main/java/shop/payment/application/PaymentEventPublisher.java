package shop.payment.application;

import java.time.Instant;
import shop.payment.domain.Payment;

/** Publishes what became of paying an order, in the transaction that made it so. */
@FunctionalInterface
public interface PaymentEventPublisher {

    /**
     * Publishes where the payment stands now.
     *
     * @param cause what happened; a status may be published more than once, each time because of something else
     * @param version the order's next event version; its row is locked by this transaction, so the versions leave in order
     */
    void publish(Payment payment, Cause cause, long version, Instant at);

    /** What happened to the payment. */
    enum Cause {
        /** The attempt got to the provider, or to its end. */
        PAYMENT,
        REFUND,
        /** A refund that had been made came back. */
        REFUND_RETURNED,
        /** A dispute was opened or decided; the status is as it was. */
        DISPUTE,
        /** Nothing new: what was published before may not have arrived. */
        REPEAT
    }
}
