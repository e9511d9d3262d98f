package shop.payment.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
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

    private final PayableOrders orders;
    private final Payments payments;
    private final Refunds refunds;
    private final PaymentProvider provider;
    private final Ledger ledger;
    private final Alerts alerts;
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
                throw new PaymentException.Refused(String.valueOf(made.failureCode()));
            }
            return made;
        } catch (ProviderUnavailableException outage) {
            log.warn("Refund {} waits for the provider: {}", refund.id().value(), outage.getMessage());
            return refund;
        }
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
            log.warn("Refund {} waits for the provider: {}", due.get().value(), outage.getMessage());
        }
        return true;
    }

    /** The provider has something to say about a refund; one that is not ours is left alone. */
    public void lookAt(String providerRef) {
        var refund = refunds.findByProviderRef(providerRef);
        if (refund.isEmpty()) {
            log.info("Refund {} of the provider was not made by us", providerRef);
            return;
        }
        if (refund.get().state() == RefundState.PENDING) {
            record(refund.get(), provider.lookAtRefund(providerRef));
        }
    }

    /** Goes on with a refund that waits, as its next turn would. */
    public void goOn(RefundId id) {
        refunds.find(id).ifPresent(this::carryOut);
    }

    /**
     * Takes a refund over that somebody made at the provider's own desk; one that is known changes nothing.
     *
     * @throws PaymentException.OverRefund if refunds of ours have claimed what is left
     */
    public void recordMade(PaymentId payment, String providerRef, Money amount) {
        var answer = provider.lookAtRefund(providerRef);
        var refund = transactions.execute(_ -> {
            var locked = lock(payment);
            var known = refunds.findByProviderRef(providerRef);
            if (known.isPresent()) {
                return known.get();
            }
            var now = clock.instant();
            var made = Refund.request(
                    new RefundId(ids.construct(now.toEpochMilli())),
                    locked.payment(),
                    amount,
                    "Made at the provider",
                    null,
                    now);
            made.accept(providerRef);
            payments.save(locked.payment());
            refunds.add(made, now.plus(FIRST_TURN));
            refunds.save(made);
            return made;
        });
        record(refund, answer);
    }

    private void carryOut(Refund refund) {
        var _ = carryOut(refund, _ -> {});
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
            return record(refund, ref == null ? provider.refund(refund, payment) : provider.lookAtRefund(ref), last);
        } catch (ProviderRefusedException refusal) {
            log.warn("The provider refuses refund {}: {}", refund.id().value(), refusal.getMessage());
            return record(refund, new RefundAnswer("", RefundAnswer.Progress.FAILED, refusal.code()), last);
        }
    }

    private void record(Refund seen, RefundAnswer answer) {
        var _ = record(seen, answer, _ -> {});
    }

    private Refund record(Refund seen, RefundAnswer answer, Consumer<Refund> last) {
        return transactions.execute(_ -> {
            var now = clock.instant();
            var locked = lock(seen.payment());
            var payment = locked.payment();
            var refund = refunds.find(seen.id()).orElseThrow();
            if (!answer.ref().isEmpty()) {
                refund.accept(answer.ref());
            }
            switch (answer.progress()) {
                case PENDING -> {}
                case SUCCEEDED -> {
                    if (refund.succeed(payment, now)) {
                        payments.save(payment);
                        ledger.refund(refund, now);
                        publish(locked.order(), payment);
                    }
                }
                case FAILED -> {
                    var code = Optional.ofNullable(answer.failureCode()).orElse("unknown");
                    if (refund.fail(payment, code, now)) {
                        payments.save(payment);
                        alerts.raise(
                                Alerts.Kind.REFUND_FAILED,
                                payment.id(),
                                refund.id().value().toString(),
                                "refund of " + refund.amount() + " failed: " + code);
                    }
                }
            }
            refunds.save(refund);
            last.accept(refund);
            return refund;
        });
    }

    /** What became of a payment made by mistake, beside the one that counts, is no news of the order. */
    private void publish(PayableOrder order, Payment payment) {
        if (payment.id().equals(order.paidBy())) {
            events.publish(payment, order.nextEventVersion(), clock.instant());
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
