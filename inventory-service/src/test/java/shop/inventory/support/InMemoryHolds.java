package shop.inventory.support;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.inventory.application.Holds;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;

/** Hands out copies, as a store does: what is not saved is lost. */
public final class InMemoryHolds implements Holds {

    private final Map<OrderId, Hold> stored = new HashMap<>();
    private Instant now = InventorySamples.NOW;

    @Override
    public boolean addAll(Collection<Hold> holds) {
        if (holds.stream().anyMatch(hold -> stored.containsKey(hold.order()))) {
            return false;
        }
        saveAll(holds);
        return true;
    }

    @Override
    public List<Hold> lock(Collection<OrderId> orders) {
        return stored.values().stream()
                .filter(hold -> orders.contains(hold.order()))
                .map(InMemoryHolds::copy)
                .toList();
    }

    @Override
    public List<Hold> find(Collection<OrderId> orders) {
        return lock(orders);
    }

    @Override
    public List<OrderId> expired(Duration grace, int atMost) {
        return stored.values().stream()
                .filter(hold -> isExpired(hold, grace))
                .sorted(Comparator.comparing(Hold::expiresAt))
                .limit(atMost)
                .map(Hold::order)
                .toList();
    }

    @Override
    public Optional<Hold> lockExpired(OrderId order, Duration grace) {
        return lock(order).filter(hold -> isExpired(hold, grace));
    }

    private boolean isExpired(Hold hold, Duration grace) {
        return hold.state() == HoldState.HELD && hold.expiresAt().isBefore(now.minus(grace));
    }

    @Override
    public void postpone(Collection<OrderId> orders) {
        lock(orders)
                .forEach(hold -> stored.put(
                        hold.order(),
                        Hold.restore(
                                hold.order(),
                                hold.lines(),
                                hold.askedAt(),
                                now,
                                hold.state(),
                                hold.orderVersion(),
                                hold.attempts())));
    }

    /** It knows no time at which a hold changed, so nothing is old. */
    @Override
    public long deleteGivenBack(Instant limit, int atMost) {
        return 0;
    }

    @Override
    public void saveAll(Collection<Hold> holds) {
        holds.forEach(hold -> stored.put(hold.order(), copy(hold)));
    }

    @Override
    public void saveAttempts(Collection<Hold> holds) {
        saveAll(holds);
    }

    @Override
    public void replace(Hold hold) {
        saveAll(List.of(hold));
    }

    /** Sets the clock of the store, which nobody else's moves. */
    public void setNow(Instant newNow) {
        now = newNow;
    }

    public HoldState stateOf(OrderId order) {
        return lock(order).orElseThrow().state();
    }

    private static Hold copy(Hold hold) {
        return Hold.restore(
                hold.order(),
                hold.lines(),
                hold.askedAt(),
                hold.expiresAt(),
                hold.state(),
                hold.orderVersion(),
                hold.attempts());
    }
}
