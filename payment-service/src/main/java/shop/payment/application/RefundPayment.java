package shop.payment.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
import shop.payment.application.PaymentEventPublisher.Cause;
import shop.payment.application.PaymentProvider.ProviderRefund;
import shop.payment.application.PaymentProvider.RefundAnswer;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentException;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;
import shop.payment.domain.UserId;

/**
 * Gives money back. A refund claims its part of the payment first, under the order's lock, so that parallel refunds never add up to more
 * than was taken; then the provider is asked, again and again until it answers.
 */
@Service
public class RefundPayment {

    private static final Logger log = LoggerFactory.getLogger(RefundPayment.class);

    /** How long a refund is left to the request that asked for it before a worker makes it. */
    private static final Duration FIRST_TURN = Duration.ofSeconds(30);

    /** How long a refund waits for its next turn after the provider was not reached for the first time. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** Stripe's word for a refund of money that the bank has taken back. */
    private static final String DISPUTED = "charge_disputed";

    private final PayableOrders orders;
    private final Payments payments;
    private final Refunds refunds;
    private final PaymentProvider provider;
    private final Ledger ledger;
    private final Alerts alerts;
    private final RecordOutcome recordOutcome;
    private final RecordDispute recordDispute;
    private final PaymentEventPublisher events;
    private final TransactionOperations transactions;
    private final PaymentPolicy policy;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    RefundPayment(
            PayableOrders orders,
            Payments payments,
            Refunds refunds,
            PaymentProvider provider,
            Ledger ledger,
            Alerts alerts,
            RecordOutcome recordOutcome,
            RecordDispute recordDispute,
            PaymentEventPublisher events,
            TransactionOperations transactions,
            PaymentPolicy policy,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.provider = provider;
        this.ledger = ledger;
        this.alerts = alerts;
        this.recordOutcome = recordOutcome;
        this.recordDispute = recordDispute;
        this.events = events;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * What to refund.
     *
     * @param amountMinor null for all that is left
     */
    public record Command(PaymentId payment, @Nullable Long amountMinor, String reason, UserId requestedBy) {}

    /** The client's request, whose idempotency key is part of our transactions. */
    public interface Request {

        /**
         * Claims the key in the transaction that is open, as its first step.
         *
         * @return the id of the refund to be made; a repeat gets the same one
         */
        RefundId claim();

        /** Stores the answer in the transaction that is open, the last one. */
        void answer(Refund refund);
    }

    /**
     * The refund as far as it got; it is PENDING while the provider is not reached or takes its time.
     *
     * @throws PaymentException.OverRefund if less than that is left
     * @throws PaymentException.Disputed if the buyer's bank has the money
     * @throws PaymentException.Refused if the provider will not make it
     */
    public Refund refund(Command command, Request request) {
        var begun = Objects.requireNonNull(transactions.execute(_ -> findOrSave(command, request.claim())));
        if (begun.repeated()) {
            return begun.refund();
        }
        var refund = begun.refund();
        try {
            var made = carryOut(refund, recorded -> answer(recorded, request));
            if (made.state() == RefundState.FAILED) {
                throw refusal(made);
            }
            return made;
        } catch (ProviderUnavailableException outage) {
            retryLater(refund.id(), outage);
            return refund;
        }
    }

    /** What the provider's refusal means, now that it has said what it knows of the payment. */
    private PaymentException refusal(Refund failed) {
        var payment =
                payments.find(failed.payment()).orElseThrow(() -> new PaymentException.NotFound(failed.payment()));
        if (payment.isDisputed() || DISPUTED.equals(failed.failureCode())) {
            return new PaymentException.Disputed(payment.id());
        }
        var left = payment.refundable();
        return failed.amount().amountMinor() > left.amountMinor()
                ? new PaymentException.OverRefund(payment.id(), failed.amount(), left)
                : new PaymentException.Refused(String.valueOf(failed.failureCode()));
    }

    /** A refusal is no answer of ours: whoever turns it into one stores it. */
    private static void answer(Refund recorded, Request request) {
        if (recorded.state() != RefundState.FAILED) {
            request.answer(recorded);
        }
    }

    private Begun findOrSave(Command command, RefundId id) {
        var known = refunds.find(id);
        if (known.isEmpty()) {
            return new Begun(save(command, id), false);
        }
        if (!known.get().payment().equals(command.payment())) {
            throw new PaymentException.NotFound(command.payment());
        }
        return new Begun(known.get(), true);
    }

    private Refund save(Command command, RefundId id) {
        var now = clock.instant();
        var locked = lock(command.payment());
        var payment = locked.payment();
        var amount = command.amountMinor() == null
                ? payment.refundable()
                : new Money(command.amountMinor(), payment.amount().currency());
        var refund = Refund.request(id, payment, amount, command.reason(), command.requestedBy(), now);
        payments.save(payment);
        refunds.add(refund, now.plus(FIRST_TURN));
        return refund;
    }

    /**
     * Makes one refund that waits.
     *
     * @return whether there was one
     */
    public boolean refundNext() {
        var due = transactions.execute(_ -> refunds.claimDue(clock.instant(), FIRST_TURN, policy.longestCheck()));
        if (due == null || due.isEmpty()) {
            return false;
        }
        try {
            refunds.find(due.get()).ifPresent(this::carryOut);
        } catch (ProviderUnavailableException outage) {
            retryLater(due.get(), outage);
        }
        return true;
    }

    /** Whoever had this turn is done with it, so the next one need not wait until the turn would have been over. */
    private void retryLater(RefundId id, ProviderUnavailableException outage) {
        log.warn("Refund {} waits for the provider: {}", id.value(), outage.getMessage());
        transactions.executeWithoutResult(
                _ -> refunds.retryLater(id, clock.instant(), FIRST_RETRY, policy.longestCheck()));
    }

    /** The provider has begun a refund. It is one of ours, or somebody made it in the provider's dashboard. */
    public void lookAtNew(String providerRef) {
        var known = refunds.findByProviderRef(providerRef);
        if (known.isEmpty() || known.get().state() == RefundState.PENDING) {
            var _ = lookAt(providerRef);
        }
    }

    /**
     * The provider has something to say about a refund. One that somebody made in the provider's dashboard is taken over; one of a payment
     * that is not ours is left alone.
     *
     * @return the refund as it is after that; empty for one that is not ours, or came to nothing
     */
    public Optional<Refund> lookAt(String providerRef) {
        var known = refunds.findByProviderRef(providerRef);
        if (known.isPresent() && isOver(known.get())) {
            return known;
        }
        return take(provider.retrieveRefund(providerRef));
    }

    /**
     * Goes on with a refund that waits, as its next turn would, or asks whether one that was made has come back.
     *
     * @return the refund as it is after that
     */
    public Optional<Refund> goOn(RefundId id) {
        return refunds.find(id).map(refund -> {
            var ref = refund.providerRef();
            return refund.state() == RefundState.SUCCEEDED && ref != null
                    ? record(refund, provider.retrieveRefund(ref).answer(), _ -> {})
                    : carryOut(refund, _ -> {});
        });
    }

    /** Nothing can become of it any more. */
    private static boolean isOver(Refund refund) {
        return switch (refund.state()) {
            case PENDING, SUCCEEDED -> false;
            case FAILED, RETURNED -> true;
        };
    }

    private Optional<Refund> take(ProviderRefund reported) {
        var known = refunds.findByProviderRef(reported.ref())
                .or(() -> Optional.ofNullable(reported.refund()).flatMap(refunds::find));
        if (known.isPresent()) {
            return Optional.of(record(known.get(), reported.answer(), _ -> {}));
        }
        var payment = payments.findFor(reported.payment(), reported.paymentRef(), null);
        if (payment.isEmpty() || reported.progress() == RefundAnswer.Progress.FAILED) {
            log.info("Refund {} of the provider gives no money of ours back", reported.ref());
            return Optional.empty();
        }
        return Optional.of(takeOver(payment.get().id(), reported));
    }

    /**
     * Takes a refund over that somebody made in the provider's dashboard; one that is known changes nothing.
     *
     * @throws PaymentException.OverRefund if refunds of ours have claimed what is left: they fail first
     */
    private Refund takeOver(PaymentId payment, ProviderRefund reported) {
        return Objects.requireNonNull(transactions.execute(_ -> {
            var locked = lock(payment);
            var known = refunds.findByProviderRef(reported.ref());
            if (known.isPresent()) {
                return recordLocked(locked, known.get(), reported.answer());
            }
            var now = clock.instant();
            var made = Refund.madeAtProvider(
                    new RefundId(ids.construct(now.toEpochMilli())),
                    locked.payment(),
                    reported.amount(),
                    reported.ref(),
                    now);
            payments.save(locked.payment());
            refunds.add(made, now.plus(FIRST_TURN));
            log.info("Refund {} of {} was made at the provider", reported.ref(), reported.amount());
            return recordLocked(locked, made, reported.answer());
        }));
    }

    private void carryOut(Refund refund) {
        var _ = carryOut(refund, _ -> {});
    }

    /**
     * The provider refuses: it knows of something that has not arrived here, a refund made in its dashboard or a dispute. Both are learned
     * of, and what is left then and should not be kept is given back.
     */
    private void learn(Payment payment) {
        try {
            provider.disputesOf(payment).forEach(recordDispute::record);
            var before = refunds.findAll(List.of(payment.id())).size();
            provider.refundsOf(payment).forEach(this::take);
            if (refunds.findAll(List.of(payment.id())).size() > before) {
                transactions.executeWithoutResult(_ -> {
                    var locked = lock(payment.id());
                    recordOutcome.refundUnneeded(locked.order(), locked.payment(), clock.instant());
                });
            }
        } catch (ProviderUnavailableException | ProviderRefusedException unknown) {
            // The reconciliation finds it.
            log.warn(
                    "What the provider knows of payment {} is not known: {}",
                    payment.id().value(),
                    unknown.getMessage());
        }
    }

    /** @param last done in the transaction that records what the provider says */
    private Refund carryOut(Refund refund, Consumer<Refund> last) {
        if (refund.state() != RefundState.PENDING) {
            return refund;
        }
        var payment =
                payments.find(refund.payment()).orElseThrow(() -> new PaymentException.NotFound(refund.payment()));
        try {
            var ref = refund.providerRef();
            return record(
                    refund,
                    ref == null
                            ? provider.refund(refund, payment)
                            : provider.retrieveRefund(ref).answer(),
                    last);
        } catch (ProviderRefusedException refusal) {
            log.warn("The provider refuses refund {}: {}", refund.id().value(), refusal.getMessage());
            var failed = record(refund, new RefundAnswer("", RefundAnswer.Progress.FAILED, refusal.code()), last);
            learn(payment);
            return failed;
        }
    }

    private Refund record(Refund seen, RefundAnswer answer, Consumer<Refund> last) {
        return transactions.execute(_ -> {
            var locked = lock(seen.payment());
            var recorded = recordLocked(locked, refunds.find(seen.id()).orElseThrow(), answer);
            last.accept(recorded);
            return recorded;
        });
    }

    private Refund recordLocked(Locked locked, Refund refund, RefundAnswer answer) {
        var now = clock.instant();
        var payment = locked.payment();
        if (!answer.ref().isEmpty()) {
            refund.accept(answer.ref());
        }
        switch (answer.progress()) {
            case PENDING -> {}
            case SUCCEEDED -> {
                if (refund.succeed(payment, now)) {
                    payments.save(payment);
                    ledger.refund(refund, now);
                    publish(locked.order(), payment, Cause.REFUND);
                }
            }
            case FAILED -> {
                var code = Optional.ofNullable(answer.failureCode()).orElse("unknown");
                if (refund.fail(payment, code, now)) {
                    payments.save(payment);
                    alert(Alerts.Kind.REFUND_FAILED, refund, "failed: " + code);
                } else if (refund.comeBack(payment, code, now)) {
                    payments.save(payment);
                    ledger.comeBack(refund, now);
                    alert(Alerts.Kind.REFUND_RETURNED, refund, "came back after it was made: " + code);
                    publish(locked.order(), payment, Cause.REFUND_RETURNED);
                }
            }
        }
        refunds.save(refund);
        return refund;
    }

    private void alert(Alerts.Kind kind, Refund refund, String what) {
        alerts.raise(
                kind, refund.payment(), refund.id().value().toString(), "refund of " + refund.amount() + " " + what);
    }

    /** What became of a payment made by mistake, beside the one that counts, is no news of the order. */
    private void publish(PayableOrder order, Payment payment, Cause cause) {
        if (payment.id().equals(order.paidBy())) {
            events.publish(payment, cause, order.nextEventVersion(), clock.instant());
            orders.save(order);
        }
    }

    private Locked lock(PaymentId id) {
        var seen = payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id));
        var order = orders.lock(seen.order()).orElseThrow(() -> new PaymentException.OrderNotFound(seen.order()));
        return new Locked(order, payments.find(id).orElseThrow(() -> new PaymentException.NotFound(id)));
    }

    private record Begun(Refund refund, boolean repeated) {}

    private record Locked(PayableOrder order, Payment payment) {}
}
