package shop.inventory.support;

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

    @Override
    public boolean addAll(Collection<Hold> holds) {
        if (holds.stream().anyMatch(hold -> stored.containsKey(hold.order()))) {
            return false;
        }
        holds.forEach(this::save);
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
    public Optional<Hold> lockOneExpired(Instant before) {
        return stored.values().stream()
                .filter(hold ->
                        hold.state() == HoldState.HELD && hold.expiresAt().isBefore(before))
                .min(Comparator.comparing(Hold::expiresAt))
                .map(InMemoryHolds::copy);
    }

    @Override
    public void save(Hold hold) {
        stored.put(hold.order(), copy(hold));
    }

    @Override
    public void replace(Hold hold) {
        save(hold);
    }

    public HoldState stateOf(OrderId order) {
        return lock(order).orElseThrow().state();
    }

    private static Hold copy(Hold hold) {
        return Hold.restore(
                hold.order(), hold.lines(), hold.askedAt(), hold.expiresAt(), hold.state(), hold.orderVersion());
    }
}
