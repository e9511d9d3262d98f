package shop.inventory.application;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives back what nobody paid for and nobody ended: the safety net for a hold whose order was never saved, or whose end is not told.
 * Several instances may sweep at once.
 */
@Service
public class ExpireHolds {

    private static final Logger log = LoggerFactory.getLogger(ExpireHolds.class);

    private final Holds holds;
    private final Stocks stocks;
    private final TransactionOperations transactions;
    private final HoldPolicy policy;
    private final Clock clock;

    ExpireHolds(Holds holds, Stocks stocks, TransactionOperations transactions, HoldPolicy policy, Clock clock) {
        this.holds = holds;
        this.stocks = stocks;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Ends what ran out longer ago than the grace.
     *
     * @return how many holds it ended
     */
    public int sweep() {
        var ended = 0;
        // One transaction per hold: stock rows are locked in product order only within one hold.
        while (ended < policy.batch() && Boolean.TRUE.equals(transactions.execute(_ -> expireOne()))) {
            ended++;
        }
        return ended;
    }

    private boolean expireOne() {
        var now = clock.instant();
        var expired = holds.lockOneExpired(now.minus(policy.grace()));
        if (expired.isEmpty()) {
            return false;
        }
        var hold = expired.get();
        var shelf = stocks.lock(hold.products());
        hold.expire(shelf, now);
        stocks.save(shelf.stocks());
        holds.save(hold);
        log.info("The hold of order {} ran out at {}", hold.order().value(), hold.expiresAt());
        return true;
    }
}
