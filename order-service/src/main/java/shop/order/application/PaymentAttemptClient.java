package shop.order.application;

import shop.order.domain.OrderId;

/** Asks payment-service how the attempts to pay an order stand. Never asked inside a transaction. */
public interface PaymentAttemptClient {

    /**
     * Whether an attempt may still take money, or has taken it and not given all of it back.
     *
     * @throws DependencyUnavailableException if payment-service cannot be asked now
     */
    boolean anyOpenOrPaid(OrderId order);
}
