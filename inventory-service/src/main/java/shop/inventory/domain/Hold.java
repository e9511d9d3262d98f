package shop.inventory.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stock set aside for one order, until it is sold or given back. A step moves all lines or none, and a step that was taken before
 * changes nothing.
 */
public final class Hold {

    private final OrderId order;
    private final List<HoldLine> lines;
    private final Instant askedAt;
    private final Instant expiresAt;
    private final Set<AttemptId> attempts;
    private HoldState state;
    private long orderVersion;

    private Hold(
            OrderId order,
            List<HoldLine> lines,
            Instant askedAt,
            Instant expiresAt,
            HoldState state,
            long orderVersion,
            Collection<AttemptId> attempts) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("lines: none (expected: at least one)");
        }
        this.order = order;
        this.lines = List.copyOf(lines);
        this.askedAt = askedAt;
        this.expiresAt = expiresAt.truncatedTo(ChronoUnit.MICROS);
        this.state = state;
        this.orderVersion = orderVersion;
        this.attempts = new LinkedHashSet<>(attempts);
    }

    /**
     * Asks for stock; {@link #take} sets it aside.
     *
     * @param expiresAt kept to the microsecond, as the store does, so that a repeat reads what the first answer said
     */
    public static Hold ask(OrderId order, List<HoldLine> lines, Instant expiresAt, Instant now) {
        return new Hold(order, lines, now, expiresAt, HoldState.HELD, 0, List.of());
    }

    /** Rebuilds a stored hold. */
    public static Hold restore(
            OrderId order,
            List<HoldLine> lines,
            Instant askedAt,
            Instant expiresAt,
            HoldState state,
            long orderVersion,
            Collection<AttemptId> attempts) {
        return new Hold(order, lines, askedAt, expiresAt, state, orderVersion, attempts);
    }

    /** Sets the stock aside. Throws {@link InventoryException.InsufficientStock} with every short line, and then moves nothing. */
    public void take(LockedStock lockedStock, Instant now) {
        var shortages = lockedStock.shortages(lines);
        if (!shortages.isEmpty()) {
            throw new InventoryException.InsufficientStock(shortages);
        }
        lines.forEach(line -> lockedStock.of(line).hold(order, line.quantity(), now));
    }

    /** The lines of which there is too little now. */
    public List<Shortage> shortages(LockedStock lockedStock) {
        return lockedStock.shortages(lines);
    }

    /**
     * Whether a repeat of the first request gets this hold as its answer. False for stock that was given back before an order was
     * known: the first try failed half-way, and the repeat has to take it anew.
     */
    public boolean answersARepeat() {
        return switch (state) {
            case HELD, COMMITTED -> true;
            case RELEASED, EXPIRED -> {
                if (orderVersion > 0) {
                    throw new InventoryException.HoldOver(order, state);
                }
                yield false;
            }
            case RETURNED, SHORT -> throw new InventoryException.HoldOver(order, state);
        };
    }

    /**
     * Notes that this attempt relies on the stock that is held, so that a release by another one does not give it back.
     *
     * @return false if that changes nothing
     */
    public boolean claim(AttemptId attempt) {
        return isForUnsavedOrder() && attempts.add(attempt);
    }

    /**
     * Takes note of a step of the order.
     *
     * @return false for a step older than one that was applied before; it must change nothing
     */
    public boolean recordOrderVersion(long newOrderVersion) {
        if (newOrderVersion <= orderVersion) {
            return false;
        }
        orderVersion = newOrderVersion;
        return true;
    }

    /**
     * The order is paid: what is held becomes a sale. What was given back meanwhile is sold if it is still there, else the hold is
     * {@link HoldState#SHORT}, because the money is taken and an error would help nobody. Once there is enough again it is sold.
     */
    public void confirm(LockedStock lockedStock, Instant now) {
        switch (state) {
            case HELD -> {
                lines.forEach(line -> lockedStock.of(line).sellHeld(order, line.quantity(), now));
                state = HoldState.COMMITTED;
            }
            case RELEASED, EXPIRED, SHORT -> {
                if (lockedStock.shortages(lines).isEmpty()) {
                    lines.forEach(line -> lockedStock.of(line).sellFree(order, line.quantity(), now));
                    state = HoldState.COMMITTED;
                } else {
                    state = HoldState.SHORT;
                }
            }
            case COMMITTED, RETURNED -> {} // repeated: nothing to do
        }
    }

    /**
     * The order was saved, so from now on only its own steps move the stock. What was given back in the belief that it would not be is
     * set aside again, if it is still there.
     *
     * @return false if it is not
     */
    public boolean keep(LockedStock lockedStock, Instant now) {
        return switch (state) {
            case HELD, COMMITTED -> true;
            case RELEASED, EXPIRED -> {
                if (!lockedStock.shortages(lines).isEmpty()) {
                    yield false;
                }
                lines.forEach(line -> lockedStock.of(line).hold(order, line.quantity(), now));
                state = HoldState.HELD;
                yield true;
            }
            case RETURNED, SHORT -> false;
        };
    }

    /**
     * This attempt has not saved the order. A release can arrive late, when the next attempt has got the hold as its answer, so the stock
     * goes back only if no other attempt relies on it. Once a step of the order was received, the order is known to exist, and only its own
     * steps move the stock.
     *
     * @param attempt null if no attempt relies on the hold any more
     */
    public void release(@Nullable AttemptId attempt, LockedStock lockedStock, Instant now) {
        if (!isForUnsavedOrder()) {
            return;
        }
        if (attempt == null) {
            attempts.clear();
        } else {
            attempts.remove(attempt);
        }
        if (attempts.isEmpty()) {
            end(HoldState.RELEASED, lockedStock, now);
        }
    }

    /** Whether a release can still matter: the stock is held, and no step of the order was received. */
    public boolean isForUnsavedOrder() {
        return state == HoldState.HELD && orderVersion == 0;
    }

    /** The order was cancelled, before or after it was paid. */
    public void cancel(LockedStock lockedStock, Instant now) {
        end(HoldState.RELEASED, lockedStock, now);
    }

    /** Nobody paid in time. */
    public void expire(LockedStock lockedStock, Instant now) {
        end(HoldState.EXPIRED, lockedStock, now);
    }

    private void end(HoldState unsold, LockedStock lockedStock, Instant now) {
        switch (state) {
            case HELD -> {
                lines.forEach(line -> lockedStock.of(line).release(order, line.quantity(), now));
                state = unsold;
            }
            case COMMITTED -> {
                lines.forEach(line -> lockedStock.of(line).takeBack(order, line.quantity(), now));
                state = HoldState.RETURNED;
            }
            case SHORT -> state = unsold;
            case RELEASED, EXPIRED, RETURNED -> {} // repeated: nothing to do
        }
    }

    public Set<ProductId> products() {
        return lines.stream().map(HoldLine::product).collect(Collectors.toUnmodifiableSet());
    }

    public OrderId order() {
        return order;
    }

    public List<HoldLine> lines() {
        return lines;
    }

    /** The attempts to place the order that rely on the hold; of no interest once the order is known. */
    public Set<AttemptId> attempts() {
        return Set.copyOf(attempts);
    }

    /** When the order's stock was first asked for. */
    public Instant askedAt() {
        return askedAt;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public HoldState state() {
        return state;
    }

    /** The version of the order whose step was applied last; 0 before the first. */
    public long orderVersion() {
        return orderVersion;
    }
}
