package shop.order.application;

import java.time.Clock;
import java.util.Comparator;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** Ends orders that nobody paid in time. Several instances may look at once. */
@Service
public class ExpireOrders {

    private final Orders orders;
    private final TransactionOperations transactions;
    private final OrderPolicy policy;
    private final Clock clock;

    ExpireOrders(Orders orders, TransactionOperations transactions, OrderPolicy policy, Clock clock) {
        this.orders = orders;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Ends all orders that are due, one batch after the other.
     *
     * @return how many it ended
     */
    public int expire() {
        var all = 0;
        int ended;
        do {
            ended = transactions.execute(_ -> expireBatch());
            all += ended;
        } while (ended == policy.expiryBatch());
        return all;
    }

    private int expireBatch() {
        var now = clock.instant();
        var due = orders.lockDue(now, policy.expiryBatch());
        // In one order of the customers, whose steps are counted: two instances would wait for each other otherwise.
        due.stream()
                .sorted(Comparator.comparing(order -> order.customer().value()))
                .forEach(order -> {
                    order.expire(now);
                    orders.save(order);
                });
        return due.size();
    }
}
