package shop.payment.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.application.PaymentEventPublisher.Cause;
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

    private static final String GIVEN_UP = "given_up";

    private final PayableOrders orders;
    private final Payments payments;
    private final Refunds refunds;
    private final Ledger ledger;
    private final Alerts alerts;
    private final PaymentEventPublisher events;
    private final JobTrigger jobs;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    RecordOutcome(
            PayableOrders orders,
            Payments payments,
            Refunds refunds,
            Ledger ledger,
            Alerts alerts,
            PaymentEventPublisher events,
            JobTrigger jobs,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.ledger = ledger;
        this.alerts = alerts;
        this.events = events;
        this.jobs = jobs;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Records what the provider said.
     *
     * @param seen the payment as it was read before
     * @return the payment as it is after that
     */
    public Payment record(Payment seen, Snapshot snapshot) {
        return record(seen, snapshot, () -> true);
    }

    /**
     * Records what the provider said, together with what gave the occasion.
     *
     * @param first done in the same transaction before anything else; false if the occasion is over, and then nothing is recorded
     */
    public Payment record(Payment seen, Snapshot snapshot, BooleanSupplier first) {
        return record(seen, snapshot, first, _ -> {});
    }

    /**
     * As before.
     *
     * @param last done with the payment as it is then, in the same transaction after everything else
     */
    public Payment record(Payment seen, Snapshot snapshot, BooleanSupplier first, Consumer<Payment> last) {
        var now = clock.instant();
        if (!isPaidOddly(seen, snapshot.outcome()) && seen.state().isLive()) {
            var next = next(seen, snapshot, now);
            if (next.version() == seen.version()) {
                return seen;
            }
            if (isPublished(seen, next)) {
                var recorded = recordUnlocked(seen, next, first, last, now);
                if (recorded.isPresent()) {
                    return recorded.get();
                }
            }
        }
        if (!seen.state().isLive() && !(snapshot.outcome() instanceof Outcome.Paid)) {
            return seen;
        }
        // Not the common way, or somebody was faster.
        return Objects.requireNonNull(transactions.execute(_ -> {
            if (!first.getAsBoolean()) {
                return seen;
            }
            var recorded = recordLocked(seen, snapshot, now);
            last.accept(recorded);
            return recorded;
        }));
    }

    /** Money of another amount or kind than was asked for: a person has to look at it. */
    private boolean isPaidOddly(Payment payment, Outcome outcome) {
        return outcome instanceof Outcome.Paid(var received, var livemode)
                && (livemode != policy.providers().isLive(payment.provider()) || !received.equals(payment.amount()));
    }

    /** The attempt as it would be while its order waits for it. */
    private static Payment next(Payment seen, Snapshot snapshot, Instant now) {
        var next = seen.copy();
        next.learn(snapshot.card());
        switch (snapshot.outcome()) {
            case Outcome.Open _, Outcome.Processing _ -> next.proceed(snapshot.refs(), now);
            case Outcome.ActionRequired _ -> next.requireAction(snapshot.refs(), now);
            case Outcome.Paid _ -> next.succeed(snapshot.refs(), now);
            case Outcome.Declined(var code) -> next.fail(snapshot.refs(), code, now);
            case Outcome.Closed(var code) -> next.fail(snapshot.refs(), code, now);
            case Outcome.GivenUp _ -> next.cancel(snapshot.refs(), GIVEN_UP, now);
        }
        return next;
    }

    /** That an attempt is under way is published once, when it has got to the provider; then what it came to. */
    private static boolean isPublished(Payment before, Payment after) {
        return after.state().isLive()
                ? before.state() == PaymentState.STARTING && after.state() != PaymentState.STARTING
                : before.state() != after.state();
    }

    /** The common way of an attempt: it gets to the provider, or comes to its end, while its order waits for it. */
    private Optional<Payment> recordUnlocked(
            Payment seen, Payment next, BooleanSupplier first, Consumer<Payment> last, Instant now) {
        return Objects.requireNonNull(transactions.execute(status -> {
            if (!first.getAsBoolean()) {
                return Optional.of(seen);
            }
            var saved = saveStep(seen, next, now);
            if (saved.isEmpty()) {
                status.setRollbackOnly();
            }
            saved.ifPresent(last);
            return saved;
        }));
    }

    private Optional<Payment> saveStep(Payment seen, Payment next, Instant now) {
        // The provider knows of it now: its webhook is due sooner than a crash is suspected.
        var checkAt = next.state().isLive() ? now.plus(policy.firstCheck()) : null;
        var version = payments.saveStep(next, seen.version(), checkAt);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        events.publish(next, Cause.PAYMENT, version.getAsLong(), now);
        return Optional.of(next);
    }

    /**
     * The provider was asked to take an attempt and its answer was lost. The fleet learns that it is under way, and a worker asks what
     * became of it.
     */
    public void awaitAnswer(Payment seen) {
        var now = clock.instant();
        var next = seen.copy();
        next.awaitAnswer(now);
        transactions.executeWithoutResult(status -> {
            if (saveStep(seen, next, now).isEmpty()) {
                // Somebody knows more, or the order is over; both are looked after.
                status.setRollbackOnly();
            }
        });
    }

    private Payment recordLocked(Payment seen, Snapshot snapshot, Instant now) {
        var order = orders.lock(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        var payment = payments.find(seen.id()).orElseThrow(() -> new PaymentException.NotFound(seen.id()));
        var before = payment.copy();
        payment.learn(snapshot.card());
        switch (snapshot.outcome()) {
            case Outcome.Open _, Outcome.Processing _ -> payment.proceed(snapshot.refs(), now);
            case Outcome.ActionRequired _ -> payment.requireAction(snapshot.refs(), now);
            case Outcome.Paid paid -> paid(order, payment, snapshot, paid, now);
            case Outcome.Declined declined -> over(order, payment, snapshot, declined.code(), now);
            case Outcome.Closed closed -> over(order, payment, snapshot, closed.code(), now);
            case Outcome.GivenUp _ -> {
                if (payment.cancel(snapshot.refs(), GIVEN_UP, now) && !order.isClosed()) {
                    events.publish(payment, Cause.PAYMENT, order.nextEventVersion(), now);
                }
            }
        }
        if (payment.state().isLive() && isPublished(before, payment) && !order.isClosed()) {
            events.publish(payment, Cause.PAYMENT, order.nextEventVersion(), now);
        }
        if (payment.version() != before.version()) {
            payments.save(payment);
            orders.save(order);
        }
        if (!before.isKnownToProvider()
                && payment.isKnownToProvider()
                && payment.state().isLive()) {
            payments.checkAt(payment.id(), now.plus(policy.firstCheck()));
        }
        return payment;
    }

    /** Gives back what is left of every payment for these orders, which are over and locked by the caller. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refundAll(Map<OrderId, String> closedAs, Instant now) {
        for (var payment : payments.findRefundable(closedAs.keySet())) {
            refundRest(payment, "The order is " + closedAs.get(payment.order()), now);
        }
    }

    /**
     * Gives back what is left of a payment that should not be kept: its order is over, or paid by another one. The order is locked by the
     * caller.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refundUnneeded(PayableOrder order, Payment payment, Instant now) {
        if (!payment.state().isCaptured() || payment.refundable().amountMinor() == 0) {
            return;
        }
        if (order.isClosed()) {
            refundRest(payment, "The order is " + order.closedAs(), now);
        } else if (!payment.id().equals(order.paidBy())) {
            refundRest(payment, "The order was paid twice", now);
        }
    }

    private void paid(PayableOrder order, Payment payment, Snapshot snapshot, Outcome.Paid paid, Instant now) {
        if (paid.livemode() != policy.providers().isLive(payment.provider())) {
            alerts.raise(
                    Alerts.Kind.LIVEMODE_MISMATCH,
                    payment.id(),
                    "provider",
                    "livemode is " + paid.livemode() + " (expected: "
                            + policy.providers().isLive(payment.provider()) + ")");
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
        events.publish(payment, Cause.PAYMENT, order.nextEventVersion(), now);
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
            // The order's own end was published by order-service; that nobody paid it any more is none of its events.
            payment.cancel(snapshot.refs(), code, now);
        } else if (payment.fail(snapshot.refs(), code, now)) {
            events.publish(payment, Cause.PAYMENT, order.nextEventVersion(), now);
        }
    }

    /** Every refund that nobody asks for is made here; the bank has the money of a disputed payment. */
    private void refundRest(Payment payment, String reason, Instant now) {
        if (payment.isDisputed()) {
            alerts.raise(
                    Alerts.Kind.DISPUTED_NOT_REFUNDED,
                    payment.id(),
                    "dispute",
                    reason + ", and " + payment.refundable() + " of it are disputed");
            return;
        }
        var refund = Refund.request(
                new RefundId(ids.construct(now.toEpochMilli())), payment, payment.refundable(), reason, null, now);
        payments.save(payment);
        refunds.add(refund, now);
        jobs.trigger(JobTrigger.Job.REFUNDS);
    }

    /** Publishes once more what became of paying the order: an event of before did not arrive, or its effect was lost. */
    @Transactional
    public void publishAgain(OrderId id) {
        var order = orders.lock(id).orElseThrow(() -> new PaymentException.OrderNotFound(id));
        var paidBy = order.paidBy();
        if (paidBy != null) {
            var payment = payments.find(paidBy).orElseThrow(() -> new PaymentException.NotFound(paidBy));
            events.publish(payment, Cause.REPEAT, order.nextEventVersion(), clock.instant());
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
        refunds.findAll(List.of(id)).stream().forEach(refund -> bookMissing(refund, now));
    }

    private void bookMissing(Refund refund, Instant now) {
        var made = refund.state() == RefundState.SUCCEEDED || refund.state() == RefundState.RETURNED;
        if (made && !ledger.hasRefund(refund.id())) {
            ledger.refund(refund, now);
        }
        if (refund.state() == RefundState.RETURNED && !ledger.hasReturn(refund.id())) {
            ledger.comeBack(refund, now);
        }
    }

    /** Ends an attempt that the provider will not take; the order may be paid by another one. */
    public Payment refused(Payment seen, String code) {
        return record(seen, new Snapshot(seen.refs(), new Outcome.Declined(code)));
    }
}
