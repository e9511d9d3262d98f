package shop.payment.application;

import java.util.Collection;
import java.util.Map;
import shop.payment.domain.OrderId;

/** What inventory-service holds for orders. Called before a transaction opens, never inside one. */
public interface HoldClient {

    /**
     * Where the holds of these orders stand; an order without one is left out.
     *
     * @throws DependencyUnavailableException if inventory-service was not reached
     */
    Map<OrderId, String> states(Collection<OrderId> orders);

    /**
     * Has the order's stock leave for good, if it has not.
     *
     * @return false if it cannot: nothing was ever held for it, or there is not enough of it
     */
    boolean sell(OrderId order);

    /**
     * Has the order's stock come back, if it has not.
     *
     * @return false if it cannot: nothing was ever held for it, or there is not enough of it
     */
    boolean free(OrderId order);
}
