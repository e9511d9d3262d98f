package shop.inventory.support;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
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
    public boolean add(Hold hold) {
        return stored.putIfAbsent(hold.order(), copy(hold)) == null;
    }

    @Override
    public Optional<Hold> lock(OrderId order) {
        return Optional.ofNullable(stored.get(order)).map(InMemoryHolds::copy);
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
        return Hold.restore(hold.order(), hold.lines(), hold.expiresAt(), hold.state(), hold.orderVersion());
    }
}
