package shop.payment.application;

import java.time.Instant;
import shop.payment.domain.Payment;

/** Publishes what became of paying an order, in the transaction that made it so. */
@FunctionalInterface
public interface PaymentEventPublisher {

    /**
     * Publishes where the payment stands now.
     *
     * @param version the order's next event version; its row is locked by this transaction, so the versions leave in order
     */
    void publish(Payment payment, long version, Instant at);
}
