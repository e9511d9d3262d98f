package shop.inventory.application;

import shop.inventory.domain.OrderId;

/** Asks order-service, which alone says how long an order waits for its payment. Never asked inside a transaction. */
public interface OrderStates {

    /**
     * Whether the order still needs its stock: it waits for its payment, or was paid.
     *
     * @return false for an order that has ended, and for one that there is not
     * @throws OrdersUnavailableException if order-service cannot be asked now
     */
    boolean isAlive(OrderId order);
}
