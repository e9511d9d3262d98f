package shop.payment.application;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.domain.OrderId;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Snapshot;

/**
 * Brings a payment to where the provider says it is. Whatever gives the occasion (a webhook, a callback, a crash in the middle, an order
 * that ended, or mere time), the provider is asked and its answer is recorded; so occasions may come late, twice, or in any order.
 */
@Service
public class SyncPayment {

    private static final Logger log = LoggerFactory.getLogger(SyncPayment.class);

    /** How long after its order's deadline an attempt stays open: the event that moved the deadline may be late. */
    private static final Duration PATIENCE_AFTER_THE_DEADLINE = Duration.ofMinutes(2);

    private final PayableOrders orders;
    private final Payments payments;
    private final PaymentProvider provider;
    private final RecordOutcome recordOutcome;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;

    SyncPayment(
            PayableOrders orders,
            Payments payments,
            PaymentProvider provider,
            RecordOutcome recordOutcome,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.provider = provider;
        this.recordOutcome = recordOutcome;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Asks the provider about an attempt, unless its money was taken: there is no way back from that.
     *
     * @return the payment as it is after that
     * @throws ProviderUnavailableException if the provider was not reached; nothing is changed then
     */
    public Payment sync(PaymentId id) {
        return sync(payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id)), () -> true);
    }

    /**
     * As {@link #sync(PaymentId)} for a payment that was just read.
     *
     * @param first done in the transaction that records the answer; false if the occasion is over, and then nothing is recorded
     */
    Payment sync(Payment seen, BooleanSupplier first) {
        if (seen.state().isCaptured()) {
            return seen;
        }
        try {
            if (seen.isKnownToProvider()) {
                return recordOutcome.record(seen, next(seen, provider.retrieve(seen)), first);
            }
            if (!seen.state().isLive()) {
                return seen;
            }
            return open(seen, first);
        } catch (ProviderRefusedException refusal) {
            log.warn("The provider refuses payment {}: {}", seen.id().value(), refusal.getMessage());
            return recordOutcome.refused(seen, refusal.code());
        }
    }

    /**
     * Records the end of a payment that the provider reported, without asking it again.
     *
     * @param end paid, declined or closed
     */
    Payment sync(Payment seen, Snapshot end, BooleanSupplier first) {
        return recordOutcome.record(seen, ended(seen, end), first);
    }

    /**
     * Ends an attempt at the provider and here; the order may be paid by another one.
     *
     * @param code why
     */
    Payment stop(Payment seen, String code) {
        var answer = provider.cancel(seen);
        return recordOutcome.record(
                seen, answer.outcome() instanceof Outcome.Closed ? answer.as(new Outcome.Closed(code)) : answer);
    }

    /**
     * Goes on with an attempt that was left in the middle. A repeat is answered with what the first call did: an end is one, what was still
     * open then is looked at.
     */
    private Payment open(Payment seen, BooleanSupplier first) {
        // Opening a card charges it: for an order that is over it is only asked whether that has happened.
        var answered = seen.method() instanceof PaymentMethod.Card && isOver(seen.order())
                ? provider.find(seen).orElseGet(() -> new Snapshot(seen.refs(), new Outcome.Closed("order_over")))
                : provider.open(seen);
        return switch (answered.outcome()) {
            case Outcome.Paid _, Outcome.Declined _, Outcome.Closed _, Outcome.GivenUp _ ->
                recordOutcome.record(seen, answered, first);
            case Outcome.Open _, Outcome.Processing _, Outcome.ActionRequired _ -> {
                // The provider's ids are recorded before anything else is asked.
                var opened = recordOutcome.record(seen, answered);
                yield recordOutcome.record(opened, next(opened, provider.retrieve(opened)), first);
            }
        };
    }

    private Snapshot next(Payment payment, Snapshot snapshot) {
        return switch (snapshot.outcome()) {
            case Outcome.Paid _, Outcome.Closed _, Outcome.GivenUp _ -> snapshot;
            case Outcome.Declined _ -> ended(payment, snapshot);
            case Outcome.Processing _, Outcome.ActionRequired _ ->
                isOver(payment.order()) ? provider.cancel(payment) : snapshot;
            // A card is charged when it is opened, so nobody goes on with one that was not.
            case Outcome.Open _ ->
                payment.method() instanceof PaymentMethod.Card || isOver(payment.order())
                        ? provider.cancel(payment)
                        : snapshot;
        };
    }

    /** Order-service ends no order while an attempt to pay it is open, so what nobody comes back to ends here. */
    private boolean isOver(OrderId id) {
        var order = orders.find(id).orElseThrow(() -> new PaymentException.OrderNotFound(id));
        return order.isClosed() || order.hasRunOut(clock.instant().minus(PATIENCE_AFTER_THE_DEADLINE));
    }

    /**
     * The buyer's own program goes on with a declined intent and another card, as long as the order waits. Else this ends a declined payment at the provider before it is recorded as failed: whoever holds its client secret could pay it beside the
     * order's next attempt.
     */
    private Snapshot ended(Payment payment, Snapshot snapshot) {
        // One whose references never reached us never reached a buyer either.
        if (!(snapshot.outcome() instanceof Outcome.Declined)
                || !payment.state().isLive()
                || !payment.isKnownToProvider()) {
            return snapshot;
        }
        if (payment.method() instanceof PaymentMethod.Intent && !isOver(payment.order())) {
            return snapshot.as(new Outcome.Open());
        }
        var cancelled = provider.cancel(payment);
        return cancelled.outcome() instanceof Outcome.Closed ? snapshot : cancelled;
    }

    /**
     * Syncs one payment about which no webhook came for too long.
     *
     * @return whether there was one
     */
    public boolean syncNext() {
        var due = transactions.execute(
                _ -> payments.claimDue(clock.instant(), policy.firstCheck(), policy.longestCheck()));
        if (due == null || due.isEmpty()) {
            return false;
        }
        try {
            sync(due.get());
        } catch (ProviderUnavailableException outage) {
            log.warn("Payment {} waits for the provider: {}", due.get().value(), outage.getMessage());
        }
        return true;
    }
}
