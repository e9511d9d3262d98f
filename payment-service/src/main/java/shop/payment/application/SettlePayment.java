package shop.payment.application;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.PaymentState;
import shop.payment.domain.Snapshot;

/**
 * Brings a payment to where the provider says it is. Whatever gives the occasion (a webhook, a callback, a crash in the middle, an order
 * that ended, or mere time), the provider is asked and its answer is recorded; so occasions may come late, twice, or in any order.
 */
@Service
public class SettlePayment {

    private static final Logger log = LoggerFactory.getLogger(SettlePayment.class);

    /** How long after its order's deadline an attempt stays open: that the deadline has moved may not have been heard yet. */
    private static final Duration PATIENCE_AFTER_THE_DEADLINE = Duration.ofMinutes(2);

    private final PayableOrders orders;
    private final Payments payments;
    private final PaymentProvider provider;
    private final RecordOutcome recordOutcome;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;

    SettlePayment(
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
    public Payment settle(PaymentId id) {
        var seen = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        if (seen.state().isCaptured()) {
            return seen;
        }
        var order = orders.find(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        // Order-service ends no order while an attempt to pay it is open, so what nobody comes back to ends here.
        var orderIsOver = order.isClosed() || order.hasRunOut(clock.instant().minus(PATIENCE_AFTER_THE_DEADLINE));
        try {
            return settle(seen, orderIsOver);
        } catch (ProviderRefusedException refusal) {
            log.warn("The provider refuses payment {}: {}", id.value(), refusal.getMessage());
            recordOutcome.refused(id, refusal.code());
            return payments.find(id).orElse(seen);
        }
    }

    private Payment settle(Payment seen, boolean orderIsOver) {
        var payment = seen.state() == PaymentState.STARTING ? opened(seen) : seen;
        if (payment.refs().intent() == null && payment.refs().session() == null) {
            return payment;
        }
        var snapshot = provider.look(payment);
        var next = next(payment, snapshot, orderIsOver);
        return recordOutcome.record(payment, next);
    }

    /** The attempt with the provider's ids, recorded before any money moves. */
    private Payment opened(Payment seen) {
        return recordOutcome.record(seen, provider.open(seen));
    }

    private Snapshot next(Payment payment, Snapshot snapshot, boolean orderIsOver) {
        return switch (snapshot.outcome()) {
            case Outcome.Paid _, Outcome.Closed _ -> snapshot;
            case Outcome.Processing _ -> orderIsOver ? provider.cancel(payment) : snapshot;
            case Outcome.ActionRequired _ -> orderIsOver ? provider.cancel(payment) : snapshot;
            case Outcome.Open _ -> {
                if (orderIsOver) {
                    yield provider.cancel(payment);
                }
                // Only a crash leaves a card unconfirmed: the buyer asked for it, so it is gone on with.
                yield payment.state().isLive() && payment.method() instanceof PaymentMethod.Card
                        ? ended(payment, provider.confirm(payment, snapshot))
                        : snapshot;
            }
            case Outcome.Declined _ -> ended(payment, snapshot);
        };
    }

    /**
     * Ends a declined payment at the provider before it is recorded as failed: whoever holds its client secret could pay it beside the
     * order's next attempt.
     */
    private Snapshot ended(Payment payment, Snapshot snapshot) {
        if (!(snapshot.outcome() instanceof Outcome.Declined)) {
            return snapshot;
        }
        var cancelled = provider.cancel(payment);
        return cancelled.outcome() instanceof Outcome.Closed ? snapshot : cancelled;
    }

    /**
     * Settles one payment of which nothing was heard for too long.
     *
     * @return whether there was one
     */
    public boolean settleNext() {
        var due = transactions.execute(
                _ -> payments.claimDue(clock.instant(), policy.firstCheck(), policy.longestCheck()));
        if (due == null || due.isEmpty()) {
            return false;
        }
        try {
            settle(due.get());
        } catch (ProviderUnavailableException outage) {
            log.warn("Payment {} waits for the provider: {}", due.get().value(), outage.getMessage());
        }
        return true;
    }
}
