package shop.order.application;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.UsualSums;

/** Answers what assessments are made from, and what was found. They are stored with the order, by {@link Orders}. */
public interface RiskAssessments {

    /**
     * What is known of an account and an address before a new order.
     *
     * @param addressKey null for an address of which nothing is asked
     */
    AccountHistory history(CustomerId customer, @Nullable String addressKey, Instant now);

    /** Those of one order, the earliest first. */
    List<RiskAssessment> of(OrderId order);

    /** What the latest paid orders cost, by currency; a currency with too few of them is left out. */
    Map<String, UsualSums> usualSums();

    /**
     * Deletes some of those that were made before that, the oldest first; passes over those that another instance is just deleting.
     *
     * @return how many
     */
    long deleteBefore(Instant limit, int atMost);
}
