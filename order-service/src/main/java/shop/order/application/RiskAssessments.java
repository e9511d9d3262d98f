package shop.order.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.UsualSums;

/** Stores assessments, and answers what new ones are made from. What is found at the placing is stored with the order, by {@link Orders#add}. */
public interface RiskAssessments {

    /**
     * What is known of an account and an address before a new order.
     *
     * @param addressKey null for an address of which nothing is asked
     */
    AccountHistory history(CustomerId customer, @Nullable String addressKey, Instant now);

    /**
     * What is known of orders that were just paid; one without an assessment at its placing is left out.
     *
     * @param cards the fingerprint of the card of each; null for a card of which nothing is asked
     */
    Map<OrderId, PaidHistory> paidHistory(Map<OrderId, @Nullable String> cards, Instant now);

    void addAll(Collection<RiskAssessment> assessments);

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

    /**
     * What a paid order is assessed by.
     *
     * @param placing what was known when it was placed
     * @param othersWithCard other accounts that paid with the card; null if that was not asked
     */
    record PaidHistory(RiskFeatures placing, @Nullable Integer othersWithCard) {}
}
