package shop.order.application;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.risk.RiskAssessment;
import shop.platform.audit.AuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Lets staff decide about orders on hold, and cancels those that nobody has decided about in time. */
@Service
public class ReviewRisk {

    private static final int BATCH = 100;

    private final Orders orders;
    private final RiskReviews reviews;
    private final RiskAssessments assessments;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final OrderPolicy orderPolicy;
    private final RiskPolicy policy;
    private final Clock clock;

    ReviewRisk(
            Orders orders,
            RiskReviews reviews,
            RiskAssessments assessments,
            AuditLog audit,
            TransactionOperations transactions,
            OrderPolicy orderPolicy,
            RiskPolicy policy,
            Clock clock) {
        this.orders = orders;
        this.reviews = reviews;
        this.assessments = assessments;
        this.audit = audit;
        this.transactions = transactions;
        this.orderPolicy = orderPolicy;
        this.policy = policy;
        this.clock = clock;
    }

    public PageBody<RiskReviews.Review> page(PageQuery query) {
        return reviews.page(query);
    }

    /** When an order that is on hold since then is cancelled. */
    public Instant decideUntil(Instant heldSince) {
        return heldSince.plus(policy.holdTime());
    }

    public List<RiskAssessment> assessments(OrderId order) {
        return assessments.of(order);
    }

    /**
     * Ends the review of an order: it goes on where it was, or is cancelled and its money goes back.
     *
     * @param reason for staff; kept in the timeline with who decided
     * @throws OrderException.NotOnHold if it is not on hold, or not any more
     */
    @Transactional
    public Order decide(OrderId id, Viewer admin, Decision decision, String reason) {
        var order = orders.lock(id, null).orElseThrow(() -> new OrderException.NotFound(id));
        var now = clock.instant();
        switch (decision) {
            case APPROVE -> order.approve(admin.actor(), reason, orderPolicy.reservation(), now);
            case REJECT -> order.reject(admin.actor(), reason, now);
        }
        audit.record(
                decision == Decision.APPROVE ? "order.approved" : "order.rejected",
                "order",
                id.value().toString(),
                Map.of("from", "ON_HOLD", "to", order.state().status().name()));
        orders.save(order);
        return order;
    }

    /** Cancels what nobody has decided about in time; its money goes back. */
    public void endOverdue() {
        int ended;
        do {
            ended = transactions.execute(_ -> {
                var now = clock.instant();
                var overdue = reviews.lockHeldUntil(now.minus(policy.holdTime()), BATCH);
                overdue.forEach(order -> order.endReview(policy.holdTime(), now));
                if (!overdue.isEmpty()) {
                    orders.saveAll(overdue);
                }
                return overdue.size();
            });
        } while (ended == BATCH);
    }

    /** What staff say of an order on hold. */
    public enum Decision {
        APPROVE,
        REJECT
    }
}
