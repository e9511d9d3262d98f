package shop.payment.application;

import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.kernel.Money;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.UserId;

/** Keeps our copies of orders. Only the end of an order matters after its start, and it is final, so late or repeated news is harmless. */
@Service
public class FollowOrder {

    private final PayableOrders orders;
    private final Payments payments;
    private final RecordOutcome recordOutcome;
    private final WorkBell bell;
    private final Clock clock;

    FollowOrder(PayableOrders orders, Payments payments, RecordOutcome recordOutcome, WorkBell bell, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.recordOutcome = recordOutcome;
        this.bell = bell;
        this.clock = clock;
    }

    @Transactional
    public void placed(OrderId id, UserId user, Money total, Instant expiresAt) {
        orders.add(PayableOrder.open(id, user, total, expiresAt));
    }

    /** The order waits for its payment until then; it may have been granted more time than was known. */
    @Transactional
    public void waits(OrderId id, UserId user, Money total, Instant until) {
        // The two topics keep no order between them: this may be heard before the beginning.
        orders.add(PayableOrder.open(id, user, total, until));
        var order = orders.lock(id).orElseThrow(() -> new IllegalStateException("no order " + id.value()));
        if (until.isAfter(order.expiresAt())) {
            order.extend(until);
            orders.save(order);
        }
    }

    /**
     * The order is over. What is still open with the provider is called off by a worker, and what was paid is given back.
     *
     * @param as CANCELLED or EXPIRED
     */
    @Transactional
    public void closed(OrderId id, UserId user, Money total, String as) {
        var now = clock.instant();
        // The two topics keep no order between them: the end may be heard before the beginning.
        orders.add(PayableOrder.open(id, user, total, now));
        var order = orders.lock(id).orElseThrow(() -> new IllegalStateException("no order " + id.value()));
        if (order.close(as)) {
            orders.save(order);
        }
        payments.findLive(id).ifPresent(live -> {
            payments.checkAt(live.id(), now);
            bell.ring(WorkBell.Errand.PAYMENTS);
        });
        recordOutcome.refundAll(order, now);
    }
}
