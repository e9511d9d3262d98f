package shop.inventory.application;

import java.time.Duration;
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

    /** The orders of unpaid holds that ran out longer ago than that, by the clock of the store; those that ran out first first. */
    List<OrderId> expired(Duration grace, int atMost);

    /** Locks the hold of this order if it is unpaid and ran out longer ago than that; not if another instance is working on it. */
    Optional<Hold> lockExpired(OrderId order, Duration grace);

    /** Lets unpaid holds count as if they ran out now, by the clock of the store. */
    void postpone(Collection<OrderId> orders);

    /**
     * Deletes some holds whose stock was given back before that, the oldest first; passes over those that somebody is at. What is held or
     * sold stays.
     *
     * @return how many
     */
    long deleteGivenBack(Instant limit, int atMost);

    /** Writes where holds stand. */
    void saveAll(Collection<Hold> holds);

    /** Writes which attempts rely on holds that are there; {@link #saveAll} does not, because hardly any change of a hold changes that. */
    void saveAttempts(Collection<Hold> holds);

    /** Writes a hold over the one that its order had before, lines and all. */
    void replace(Hold hold);
}
