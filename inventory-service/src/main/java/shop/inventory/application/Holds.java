package shop.inventory.application;

import java.time.Instant;
import java.util.Optional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.OrderId;

/** Stores holds. Whoever needs a hold and stock locks the hold first. */
public interface Holds {

    /**
     * Adds the hold of an order.
     *
     * @return false if the order has a hold already; waits for another transaction that is just adding one, so that the answer holds
     */
    boolean add(Hold hold);

    /** Locks the order's hold until the transaction ends. */
    Optional<Hold> lock(OrderId order);

    /** Locks one unpaid hold that ran out before the given time; passes over those that another instance is working on. */
    Optional<Hold> lockOneExpired(Instant before);

    /** Writes where a hold stands. */
    void save(Hold hold);

    /** Writes a hold over the one that its order had before, lines and all. */
    void replace(Hold hold);
}
