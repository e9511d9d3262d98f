package shop.inventory.application;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.Hold;
import shop.inventory.domain.OrderId;

/** Gives back the stock of an order that could not be saved. */
@Service
public class ReleaseHold {

    private final Holds holds;
    private final Stocks stocks;
    private final Clock clock;

    ReleaseHold(Holds holds, Stocks stocks, Clock clock) {
        this.holds = holds;
        this.stocks = stocks;
        this.clock = clock;
    }

    /**
     * Does nothing for an order without a hold, or with one that its own steps move by now, or on which another attempt relies.
     *
     * @param attempt the one that has failed; null if none relies on the hold any more
     */
    @Transactional
    public void release(OrderId order, @Nullable AttemptId attempt) {
        holds.lock(order).filter(Hold::isForUnsavedOrder).ifPresent(hold -> {
            var lockedStock = stocks.lock(hold.products());
            hold.release(attempt, lockedStock, clock.instant());
            stocks.save(lockedStock.stocks());
            holds.saveAll(List.of(hold));
            holds.saveAttempts(List.of(hold));
        });
    }
}
