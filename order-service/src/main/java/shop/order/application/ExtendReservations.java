package shop.order.application;

import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.domain.Order;

/**
 * Holds the stock of an order longer when its buyer has begun to pay: first at inventory-service, then here. The order says itself that
 * this is wanted, so it is taken up again after a crash; what is asked for is the same each time, so asking twice does no harm. Until it
 * is done the old expiry counts.
 */
@Service
public class ExtendReservations {

    private static final Logger log = LoggerFactory.getLogger(ExtendReservations.class);

    private final Orders orders;
    private final Stock stock;
    private final TransactionOperations transactions;
    private final OrderPolicy policy;
    private final Clock clock;

    /** One look at a time: a slow answer must not pile up the next ones. */
    private final ReentrantLock looking = new ReentrantLock();

    ExtendReservations(
            Orders orders, Stock stock, TransactionOperations transactions, OrderPolicy policy, Clock clock) {
        this.orders = orders;
        this.stock = stock;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /** Takes up what is wanted now. Several instances may do so at once. */
    public void extend() {
        if (policy.extension().isZero() || !looking.tryLock()) {
            return;
        }
        try {
            orders.wantingExtension(clock.instant(), policy.expiryBatch()).forEach(this::extend);
        } catch (DependencyUnavailableException down) {
            log.info("Reservations are not extended now: {}", down.getMessage());
        } finally {
            looking.unlock();
        }
    }

    private void extend(Order wanting) {
        var reservedUntil = wanting.snapshot().reservedUntil();
        var until = stock.extend(wanting.id(), reservedUntil.plus(policy.extension()));
        transactions.executeWithoutResult(_ -> orders.lock(wanting.id()).ifPresent(order -> {
            order.extend(until, clock.instant());
            orders.save(order);
        }));
    }
}
