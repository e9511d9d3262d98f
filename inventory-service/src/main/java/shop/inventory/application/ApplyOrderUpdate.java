package shop.inventory.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.LockedStock;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;

/** Moves the stock of an order along with the order's own steps. A step that comes twice, or late, changes nothing. */
@Service
public class ApplyOrderUpdate {

    private static final Logger log = LoggerFactory.getLogger(ApplyOrderUpdate.class);

    private final Holds holds;
    private final Stocks stocks;
    private final Clock clock;
    private final Counter shortHolds;

    ApplyOrderUpdate(Holds holds, Stocks stocks, Clock clock, MeterRegistry meters) {
        this.holds = holds;
        this.stocks = stocks;
        this.clock = clock;
        this.shortHolds = Counter.builder("inventory.holds.short")
                .description("Orders paid for after their stock had been given back and sold to others")
                .register(meters);
    }

    /**
     * Follows steps of orders in the order of the list, all in one transaction.
     *
     * @param steps that move stock; no others, so that a step which comes again after a later one of another kind still counts
     */
    @Transactional
    public void follow(List<Step> steps) {
        var known = holds.lock(steps.stream().map(Step::order).collect(Collectors.toSet())).stream()
                .collect(Collectors.toMap(Hold::order, Function.identity()));
        var received = steps.stream()
                .flatMap(step -> received(known.get(step.order()), step).stream())
                .toList();
        if (received.isEmpty()) {
            return;
        }
        var moved = received.stream().map(Received::hold).collect(Collectors.toSet());
        var lockedStock = lockedStock(received.stream()
                .filter(Received::needsStock)
                .flatMap(step -> step.hold().products().stream())
                .collect(Collectors.toSet()));
        var now = clock.instant();
        received.forEach(step -> take(step.hold(), step.kind(), lockedStock, now));
        save(moved, lockedStock);
    }

    /**
     * The order is known to be paid, though no step of it has said so here, or its stock was gone then. What was tried stays stored.
     *
     * @throws InventoryException.InsufficientStock if there is still too little of it, so that nothing is sold
     * @throws InventoryException.HoldOver if what was sold has been put back
     */
    @Transactional(noRollbackFor = InventoryException.class)
    public void sold(OrderId order) {
        end(order, Kind.CONFIRMED).requireSold();
    }

    /** The order is known to be over without a sale, though no step of it has said so here. */
    @Transactional(noRollbackFor = InventoryException.class)
    public void freed(OrderId order) {
        end(order, Kind.CANCELLED).requireFree();
    }

    private Ended end(OrderId order, Kind as) {
        var hold = holds.lock(order).orElseThrow(() -> new InventoryException.UnknownHold(order));
        var lockedStock = stocks.lock(hold.products());
        take(hold, as, lockedStock, clock.instant());
        save(List.of(hold), lockedStock);
        return new Ended(hold, lockedStock);
    }

    /** A hold after what was asked of it, and the stock as it is then: the caller gets a success only if it is done. */
    private record Ended(Hold hold, LockedStock lockedStock) {

        void requireSold() {
            switch (hold.state()) {
                case COMMITTED -> {}
                case SHORT -> throw new InventoryException.InsufficientStock(hold.shortages(lockedStock));
                case HELD, RELEASED, EXPIRED, RETURNED ->
                    throw new InventoryException.HoldOver(hold.order(), hold.state());
            }
        }

        void requireFree() {
            switch (hold.state()) {
                case RELEASED, EXPIRED, RETURNED -> {}
                case HELD, COMMITTED, SHORT -> throw new InventoryException.HoldOver(hold.order(), hold.state());
            }
        }
    }

    /** An order that was placed and has its hold needs no row of the stock, for which its buyers queue. */
    private LockedStock lockedStock(Set<ProductId> products) {
        return products.isEmpty() ? new LockedStock(List.of()) : stocks.lock(products);
    }

    private static Optional<Received> received(@Nullable Hold hold, Step step) {
        if (hold == null) {
            // Orders from before this service, or from a restored backup: there is nothing to move, and no retry would
            // change that.
            log.warn("{} but nothing was ever held for it", step);
            return Optional.empty();
        }
        return hold.recordOrderVersion(step.version())
                ? Optional.of(new Received(hold, step.kind()))
                : Optional.empty();
    }

    private void take(Hold hold, Kind kind, LockedStock lockedStock, Instant now) {
        switch (kind) {
            case PLACED -> keep(hold, lockedStock, now);
            case CONFIRMED -> confirm(hold, lockedStock, now);
            case CANCELLED -> hold.cancel(lockedStock, now);
            case EXPIRED -> hold.expire(lockedStock, now);
        }
    }

    private void save(Collection<Hold> moved, LockedStock lockedStock) {
        var changed = lockedStock.stocks().stream().filter(Stock::isChanged).toList();
        if (!changed.isEmpty()) {
            stocks.save(changed);
        }
        holds.saveAll(moved);
    }

    private static void keep(Hold hold, LockedStock lockedStock, Instant now) {
        var before = hold.state();
        if (!hold.keep(lockedStock, now)) {
            log.warn(
                    "Order {} was placed but its stock was given back and is gone: {}",
                    hold.order().value(),
                    hold.lines());
        } else if (before != hold.state()) {
            log.warn(
                    "Order {} was placed after its stock had been given back; it is held again",
                    hold.order().value());
        }
    }

    private void confirm(Hold hold, LockedStock lockedStock, Instant now) {
        var before = hold.state();
        hold.confirm(lockedStock, now);
        if (hold.state() == HoldState.SHORT && before != HoldState.SHORT) {
            shortHolds.increment();
            log.warn(
                    "Order {} is paid but its stock was given back and is gone: {}",
                    hold.order().value(),
                    hold.lines());
        }
    }

    /**
     * A step of an order that moves its stock.
     *
     * @param version the order's after the step
     */
    public record Step(OrderId order, long version, Kind kind) {

        @Override
        public String toString() {
            return "Order " + order.value() + " is " + kind + " (version " + version + ")";
        }
    }

    private record Received(Hold hold, Kind kind) {

        boolean needsStock() {
            return kind != Kind.PLACED || hold.state() != HoldState.HELD;
        }
    }

    /** What a step does to the stock of its order. */
    public enum Kind {
        /** It was saved: what is held stays held until a later step. */
        PLACED,
        /** It is paid: what is held is sold. */
        CONFIRMED,
        /** It is called off: what is held, or was sold, is given back. */
        CANCELLED,
        /** Nobody paid it in time: what is held is given back. */
        EXPIRED
    }
}
