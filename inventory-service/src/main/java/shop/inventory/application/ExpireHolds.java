package shop.inventory.application;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.inventory.domain.Hold;
import shop.inventory.domain.OrderId;

/**
 * Gives back what is held for orders that were never saved, or whose end was not published: the safety net far behind order-service, which
 * alone says how long an order may be paid. So what has run out, by the clock of the database, is asked about first; while an order
 * lives, or nobody can say, its stock stays held. Several instances may sweep at once.
 */
@Service
public class ExpireHolds {

    private static final Logger log = LoggerFactory.getLogger(ExpireHolds.class);

    private final Holds holds;
    private final Stocks stocks;
    private final OrderStates orders;
    private final TransactionOperations transactions;
    private final HoldPolicy policy;
    private final Clock clock;

    ExpireHolds(
            Holds holds,
            Stocks stocks,
            OrderStates orders,
            TransactionOperations transactions,
            HoldPolicy policy,
            Clock clock) {
        this.holds = holds;
        this.stocks = stocks;
        this.orders = orders;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Ends what ran out longer ago than the grace, and whose order needs it no more.
     *
     * @return how many holds it ended
     */
    public int sweep() {
        var dead = new ArrayList<OrderId>();
        var alive = new ArrayList<OrderId>();
        var kept = new ArrayList<OrderId>();
        var expired = holds.expired(policy.grace(), policy.batch());
        for (var order : expired) {
            try {
                (orders.isAlive(order) ? alive : dead).add(order);
            } catch (OrdersUnavailableException down) {
                // The next look begins with another one, should this one be the reason.
                kept.add(order);
                log.warn(
                        "{} holds that ran out are kept: {}",
                        expired.size() - alive.size() - dead.size(),
                        down.getMessage());
                break;
            }
        }
        if (!alive.isEmpty()) {
            log.warn("The holds of these orders ran out and are kept, for the orders live: {}", ids(alive));
            kept.addAll(alive);
        }
        if (!kept.isEmpty()) {
            holds.postpone(kept);
        }
        // One transaction per hold: stock rows are locked in product order only within one hold.
        dead.forEach(order -> transactions.executeWithoutResult(_ -> expire(order)));
        return dead.size();
    }

    private static String ids(Collection<OrderId> orders) {
        return orders.stream().map(order -> order.value().toString()).collect(Collectors.joining(", "));
    }

    private void expire(OrderId order) {
        holds.lockExpired(order, policy.grace()).ifPresent(this::end);
    }

    private void end(Hold hold) {
        var lockedStock = stocks.lock(hold.products());
        hold.expire(lockedStock, clock.instant());
        stocks.save(lockedStock.stocks());
        holds.saveAll(List.of(hold));
        log.info("The hold of order {} ran out at {}", hold.order().value(), hold.expiresAt());
    }
}
