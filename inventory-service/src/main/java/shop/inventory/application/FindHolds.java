package shop.inventory.application;

import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Service;
import shop.inventory.domain.Hold;
import shop.inventory.domain.OrderId;

/** Answers where the holds of many orders stand, for whoever compares them with the orders. */
@Service
public class FindHolds {

    private final Holds holds;

    FindHolds(Holds holds) {
        this.holds = holds;
    }

    /** The holds of these orders, by order id; an order without one is left out. */
    public List<Hold> find(Collection<OrderId> orders) {
        return holds.find(orders);
    }
}
