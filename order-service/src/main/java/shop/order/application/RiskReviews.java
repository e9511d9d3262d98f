package shop.order.application;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.order.domain.risk.RiskAssessment;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** The orders that wait for a decision. */
public interface RiskReviews {

    PageBody<Review> page(PageQuery query);

    /** Locks some of the orders that are on hold since then or longer; passes over those that another instance is working on. */
    List<Order> lockHeldUntil(Instant time, int atMost);

    /**
     * An order on hold.
     *
     * @param resumes what it becomes when it is approved
     * @param assessment the last one; null if it is so old that it has been deleted
     */
    record Review(
            OrderId order,
            OrderNumber number,
            CustomerId customer,
            OrderStatus resumes,
            Money total,
            Instant heldSince,
            @Nullable RiskAssessment assessment) {}
}
