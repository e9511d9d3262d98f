package shop.payment.application;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.kernel.Money;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.UserId;

/**
 * Keeps our copies of orders, many at a time. A copy is added once, its time to be paid only grows, and its end is final; so events may come
 * late, twice and in any order, and no inbox is needed to have their effect once.
 */
@Service
public class ApplyOrderUpdate {

    private final PayableOrders orders;
    private final Payments payments;
    private final RecordOutcome recordOutcome;
    private final JobTrigger jobs;
    private final Clock clock;

    ApplyOrderUpdate(
            PayableOrders orders, Payments payments, RecordOutcome recordOutcome, JobTrigger jobs, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.recordOutcome = recordOutcome;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * An order that is over.
     *
     * @param as CANCELLED or EXPIRED
     */
    public record Closed(OrderId order, UserId user, Money total, String as) {}

    /** These orders wait for their payment until then; they may have been granted more time than was known. */
    @Transactional
    public void waiting(Collection<PayableOrder> waiting) {
        if (!waiting.isEmpty()) {
            orders.addOrExtend(waiting);
        }
    }

    /** What a batch of steps says of orders, in one transaction. */
    @Transactional
    public void follow(Collection<PayableOrder> waiting, List<Closed> closed) {
        waiting(waiting);
        closed(closed);
    }

    /** These orders are over. What is still open with the provider is called off by a worker, and what was paid is given back. */
    @Transactional
    public void closed(List<Closed> closed) {
        if (closed.isEmpty()) {
            return;
        }
        var now = clock.instant();
        Map<OrderId, String> as = new LinkedHashMap<>();
        closed.forEach(each -> as.putIfAbsent(each.order(), each.as()));
        // The two topics keep no order between them: the end may be consumed before the beginning.
        orders.addOrClose(closed.stream().map(each -> ended(each, now)).toList());
        if (payments.checkAt(as.keySet(), now) > 0) {
            jobs.trigger(JobTrigger.Job.PAYMENTS);
        }
        recordOutcome.refundAll(as, now);
    }

    private static PayableOrder ended(Closed closed, Instant now) {
        var order = PayableOrder.open(closed.order(), closed.user(), closed.total(), now);
        order.close(closed.as());
        return order;
    }
}
