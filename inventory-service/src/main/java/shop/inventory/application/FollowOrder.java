package shop.inventory.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.Shelf;

/** Moves the stock of an order along with the order's own steps. A step that is told twice, or late, changes nothing. */
@Service
public class FollowOrder {

    private static final Logger log = LoggerFactory.getLogger(FollowOrder.class);

    private final Holds holds;
    private final Stocks stocks;
    private final Clock clock;
    private final Counter shortHolds;

    FollowOrder(Holds holds, Stocks stocks, Clock clock, MeterRegistry meters) {
        this.holds = holds;
        this.stocks = stocks;
        this.clock = clock;
        this.shortHolds = Counter.builder("inventory.holds.short")
                .description("Orders paid for after their stock had been given back and sold to others")
                .register(meters);
    }

    /** The order is paid. */
    @Transactional
    public void confirmed(OrderId order, long orderVersion) {
        follow(order, orderVersion, this::confirm);
    }

    /** The order is known to be paid, though no step of it has said so here. */
    @Transactional
    public void sold(OrderId order) {
        take(lockKnown(order), this::confirm);
    }

    /** The order is known to be over without a sale, though no step of it has said so here. */
    @Transactional
    public void freed(OrderId order) {
        take(lockKnown(order), Hold::cancel);
    }

    private Hold lockKnown(OrderId order) {
        return holds.lock(order).orElseThrow(() -> new InventoryException.UnknownHold(order));
    }

    private void confirm(Hold hold, Shelf shelf, Instant now) {
        var before = hold.state();
        hold.confirm(shelf, now);
        if (hold.state() == HoldState.SHORT && before != HoldState.SHORT) {
            shortHolds.increment();
            log.warn(
                    "Order {} is paid but its stock was given back and is gone: {}",
                    hold.order().value(),
                    hold.lines());
        }
    }

    @Transactional
    public void cancelled(OrderId order, long orderVersion) {
        follow(order, orderVersion, Hold::cancel);
    }

    @Transactional
    public void expired(OrderId order, long orderVersion) {
        follow(order, orderVersion, Hold::expire);
    }

    /** The order took a step that moves no stock; only its version is kept. */
    @Transactional
    public void otherStep(OrderId order, long orderVersion) {
        holds.lock(order).filter(hold -> hold.hears(orderVersion)).ifPresent(holds::save);
    }

    private void follow(OrderId order, long orderVersion, Step step) {
        var known = holds.lock(order);
        if (known.isEmpty()) {
            // Orders from before this service, or from a restored backup: there is nothing to move, and no retry would
            // change that.
            log.warn("Order {} took a step (version {}) but nothing was ever held for it", order.value(), orderVersion);
            return;
        }
        var hold = known.get();
        if (hold.hears(orderVersion)) {
            take(hold, step);
        }
    }

    private void take(Hold hold, Step step) {
        var shelf = stocks.lock(hold.products());
        step.take(hold, shelf, clock.instant());
        stocks.save(shelf.stocks());
        holds.save(hold);
    }

    @FunctionalInterface
    private interface Step {
        void take(Hold hold, Shelf shelf, Instant now);
    }
}
