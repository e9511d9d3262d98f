package shop.order.support;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import shop.order.application.RiskAssessments;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.UsualSums;

/** Knows of accounts what a test says. Can be made to hang. */
public final class InMemoryRiskAssessments implements RiskAssessments {

    private volatile AccountHistory history = new AccountHistory(null, 0, 0, 0, 0, 0, 0);
    private volatile @Nullable CountDownLatch hanging;

    /** How many other accounts ordered to the address. */
    public void othersAtAddress(int others) {
        history = new AccountHistory(null, 0, 0, 0, 0, 0, others);
    }

    /** From now on nothing is answered until that latch is down. */
    public void hangUntil(CountDownLatch latch) {
        hanging = latch;
    }

    @Override
    public AccountHistory history(CustomerId customer, @Nullable String addressKey, Instant now) {
        hang();
        return history;
    }

    private void hang() {
        var latch = hanging;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public List<RiskAssessment> of(OrderId order) {
        return List.of();
    }

    @Override
    public Map<String, UsualSums> usualSums() {
        return Map.of();
    }

    @Override
    public long deleteBefore(Instant limit, int atMost) {
        return 0;
    }
}
