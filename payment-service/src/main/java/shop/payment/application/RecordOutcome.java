package shop.payment.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.payment.domain.OrderId;
import shop.payment.domain.Outcome;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;
import shop.payment.domain.Snapshot;

/** Records what the provider said of a payment, with everything that follows from it, in one transaction. Repeats change nothing. */
@Service
class RecordOutcome {

    private static final Logger log = LoggerFactory.getLogger(RecordOutcome.class);

    private final PayableOrders orders;
    private final Payments payments;
    private final Refunds refunds;
    private final Ledger ledger;
    private final Alerts alerts;
    private final PaymentNews news;
    private final WorkBell bell;
    private final PaymentPolicy policy;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    RecordOutcome(
            PayableOrders orders,
            Payments payments,
            Refunds refunds,
            Ledger ledger,
            Alerts alerts,
            PaymentNews news,
            WorkBell bell,
            PaymentPolicy policy,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.ledger = ledger;
        this.alerts = alerts;
        this.news = news;
        this.bell = bell;
        this.policy = policy;
        this.clock = clock;
    }

    /** The payment as it is after that. */
    @Transactional
    public Payment record(Payment seen, Snapshot snapshot) {
        var now = clock.instant();
        var order = orders.lock(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        var payment = payments.find(seen.id()).orElseThrow(() -> new PaymentException.NotFound(seen.id()));
        var version = payment.version();
        var starting = payment.state() == PaymentState.STARTING;
        switch (snapshot.outcome()) {
            case Outcome.Open _, Outcome.Processing _ -> payment.proceed(snapshot.refs(), now);
            case Outcome.ActionRequired _ -> payment.requireAction(snapshot.refs(), now);
            case Outcome.Paid paid -> paid(order, payment, snapshot, paid, now);
            case Outcome.Declined declined -> over(order, payment, snapshot, declined.code(), now);
            case Outcome.Closed closed -> over(order, payment, snapshot, closed.code(), now);
        }
        if (payment.version() != version) {
            payments.save(payment);
            orders.save(order);
        }
        if (starting && payment.state().isLive()) {
            // The provider knows of it now: its webhook is due sooner than a crash is suspected.
            payments.checkAt(payment.id(), now.plus(policy.firstCheck()));
        }
        return payment;
    }

    /** Gives back what is left of every payment of a dead order. */
    @Transactional
    public void refundAll(PayableOrder order, Instant now) {
        for (var payment : payments.findCaptured(order.id())) {
            if (payment.refundable().amountMinor() > 0) {
                refundRest(payment, "The order is " + order.closedAs(), now);
                payments.save(payment);
            }
        }
    }

    private void paid(PayableOrder order, Payment payment, Snapshot snapshot, Outcome.Paid paid, Instant now) {
        if (paid.livemode() != policy.livemode()) {
            alerts.raise(
                    Alerts.Kind.LIVEMODE_MISMATCH,
                    payment.id(),
                    "provider",
                    "livemode is " + paid.livemode() + " (expected: " + policy.livemode() + ")");
            payment.proceed(snapshot.refs(), now);
            return;
        }
        if (!paid.received().equals(payment.amount())) {
            alerts.raise(
                    Alerts.Kind.AMOUNT_MISMATCH,
                    payment.id(),
                    "provider",
                    "received " + paid.received() + " (expected: " + payment.amount() + ")");
            payment.proceed(snapshot.refs(), now);
            return;
        }
        if (!payment.succeed(snapshot.refs(), now)) {
            return;
        }
        // The row first: the ledger points to it, and so does the order.
        payments.save(payment);
        ledger.capture(payment, now);
        if (!order.payBy(payment.id())) {
            alerts.raise(
                    Alerts.Kind.PAID_TWICE,
                    payment.id(),
                    "provider",
                    "order " + order.id().value() + " is paid by another payment; this one is refunded");
            refundRest(payment, "The order was paid twice", now);
            return;
        }
        news.tell(order, payment, now);
        if (order.isClosed()) {
            log.info(
                    "Payment {} succeeded for order {} which is {}: it is refunded",
                    payment.id().value(),
                    order.id().value(),
                    order.closedAs());
            refundRest(payment, "The order is " + order.closedAs(), now);
        }
    }

    private void over(PayableOrder order, Payment payment, Snapshot snapshot, String code, Instant now) {
        if (order.isClosed()) {
            // The order's own end was told by order-service; that nobody paid it any more is no news.
            payment.cancel(snapshot.refs(), code, now);
        } else if (payment.fail(snapshot.refs(), code, now)) {
            news.tell(order, payment, now);
        }
    }

    private void refundRest(Payment payment, String reason, Instant now) {
        var refund = Refund.request(
                new RefundId(ids.construct(now.toEpochMilli())), payment, payment.refundable(), reason, null, now);
        payments.save(payment);
        refunds.add(refund, now);
        bell.ring(WorkBell.Errand.REFUNDS);
    }

    /** Tells once more what became of paying the order: an event of before did not arrive, or its effect was lost. */
    @Transactional
    public void tellAgain(OrderId id) {
        var order = orders.lock(id).orElseThrow(() -> new PaymentException.OrderNotFound(id));
        var paidBy = order.paidBy();
        if (paidBy != null) {
            var payment = payments.find(paidBy).orElseThrow(() -> new PaymentException.NotFound(paidBy));
            news.tell(order, payment, clock.instant());
            orders.save(order);
        }
    }

    /** Books what the payment and its refunds say and the ledger does not. */
    @Transactional
    public void bookMissing(PaymentId id) {
        var now = clock.instant();
        var seen = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        var _ = orders.lock(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        var payment = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        if (payment.state().isCaptured() && !ledger.hasCapture(id)) {
            ledger.capture(payment, now);
        }
        refunds.findAll(List.of(id)).stream()
                .filter(refund -> refund.state() == RefundState.SUCCEEDED && !ledger.hasRefund(refund.id()))
                .forEach(refund -> ledger.refund(refund, now));
    }

    /** Refuses an attempt that the provider will not open; the order may be paid by another one. */
    @Transactional
    public void refused(PaymentId id, String code) {
        var now = clock.instant();
        var seen = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        var order = orders.lock(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        var payment = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        if (payment.fail(payment.refs(), code, now)) {
            news.tell(order, payment, now);
            payments.save(payment);
            orders.save(order);
        }
    }
}
