package shop.inventory.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.OrderId;

/** Stores holds. Whoever needs a hold that is there and stock locks the hold first. */
public interface Holds {

    /**
     * Adds holds that were just taken.
     *
     * @return false if one of their orders has a hold already, which another transaction has added since this one looked; the caller has
     *     to give up then
     */
    boolean addAll(Collection<Hold> holds);

    /** Locks the holds of these orders until the transaction ends, in one order for all callers. Orders without a hold are left out. */
    List<Hold> lock(Collection<OrderId> orders);

    default Optional<Hold> lock(OrderId order) {
        return lock(List.of(order)).stream().findFirst();
    }

    /** The holds of these orders as they are, without a lock. Orders without a hold are left out. */
    List<Hold> find(Collection<OrderId> orders);

    /** Locks one unpaid hold that ran out before the given time; passes over those that another instance is working on. */
    Optional<Hold> lockOneExpired(Instant before);

    /** Writes where a hold stands. */
    void save(Hold hold);

    /** Writes a hold over the one that its order had before, lines and all. */
    void replace(Hold hold);
}
