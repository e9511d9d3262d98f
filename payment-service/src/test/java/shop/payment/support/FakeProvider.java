package shop.payment.support;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.application.PaymentProvider;
import shop.payment.application.ProviderRefusedException;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.domain.CardFacts;
import shop.payment.domain.Outcome;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.ProviderRefs;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.Snapshot;

/** A provider that takes every repeat for what it is, counts what it charges, and can be away or lose its answers. */
public final class FakeProvider implements PaymentProvider {

    public final List<PaymentId> charged = new ArrayList<>();
    public final Set<RefundId> refunded = new HashSet<>();

    /** Set to be away before anything is done. */
    public boolean down;

    /** Set to have the caller end in the middle, as a crash would. */
    public boolean breaksDown;

    /** What happens in the shop while it is asked, once. */
    public @Nullable Runnable meanwhile;

    /** Set to do the work once and lose the answer. */
    public boolean losesNextAnswer;

    /** Set to refuse with this code. */
    public @Nullable String refuses;

    /** What charging a card comes to; null for a success. */
    public @Nullable Outcome cardOutcome;

    /** What is said of the card. */
    public CardFacts card = CardFacts.NONE;

    /** What is answered about the one dispute. */
    public @Nullable ProviderDispute dispute;

    /** Refunds that nobody asked for here, and what became of ours. */
    public final Map<String, ProviderRefund> refunds = new LinkedHashMap<>();

    /** Set to refuse refunds with this code. */
    public @Nullable String refusesRefunds;

    public RefundAnswer.Progress refundProgress = RefundAnswer.Progress.SUCCEEDED;

    /** How often it was asked for anything. */
    public int calls;

    private final Map<PaymentId, Outcome> outcomes = new HashMap<>();
    private final Map<PaymentId, Outcome> firstAnswers = new HashMap<>();

    /** Has the buyer or the bank do something without a webhook. */
    public void become(PaymentId payment, Outcome outcome) {
        outcomes.put(payment, outcome);
    }

    public void payInFull(PaymentId payment, Money amount) {
        become(payment, new Outcome.Paid(amount, false));
    }

    public @Nullable Outcome outcomeOf(PaymentId payment) {
        return outcomes.get(payment);
    }

    @Override
    public Snapshot open(Payment payment) {
        reach();
        if (!outcomes.containsKey(payment.id())) {
            var outcome = payment.method() instanceof PaymentMethod.Card
                    ? Objects.requireNonNullElseGet(cardOutcome, () -> new Outcome.Paid(payment.amount(), false))
                    : new Outcome.Open();
            outcomes.put(payment.id(), outcome);
            firstAnswers.put(payment.id(), outcome);
            if (outcome instanceof Outcome.Paid) {
                charged.add(payment.id());
            }
        }
        return answered(new Snapshot(refs(payment), Objects.requireNonNull(firstAnswers.get(payment.id())), card));
    }

    @Override
    public Optional<Snapshot> find(Payment payment) {
        reach();
        return Optional.ofNullable(outcomes.get(payment.id())).map(outcome -> new Snapshot(refs(payment), outcome));
    }

    @Override
    public Snapshot retrieve(Payment payment) {
        reach();
        return now(payment);
    }

    @Override
    public Snapshot cancel(Payment payment) {
        reach();
        if (!(outcomes.get(payment.id()) instanceof Outcome.Paid)) {
            outcomes.put(payment.id(), new Outcome.Closed("cancelled"));
        }
        return answered(now(payment));
    }

    @Override
    public RefundAnswer refund(Refund refund, Payment payment) {
        reach();
        var refusal = refusesRefunds;
        if (refusal != null) {
            throw new ProviderRefusedException(refusal, "refused", new IOException(refusal));
        }
        var given = refunds.values().stream()
                .filter(other -> other.progress() != RefundAnswer.Progress.FAILED
                        && !refund.id().equals(other.refund()))
                .mapToLong(other -> other.amount().amountMinor())
                .sum();
        if (given + refund.amount().amountMinor() > payment.amount().amountMinor()) {
            throw new ProviderRefusedException("refused", "greater than what is left", new IOException("refused"));
        }
        refunded.add(refund.id());
        var ref = "re_" + refund.id().value();
        refunds.put(
                ref,
                new ProviderRefund(
                        ref,
                        payment.refs().intent(),
                        payment.id(),
                        refund.id(),
                        refund.amount(),
                        refundProgress,
                        null,
                        refund.createdAt()));
        return answered(answer(retrieveRefund(ref)));
    }

    private static RefundAnswer answer(ProviderRefund refund) {
        return new RefundAnswer(refund.ref(), refund.progress(), refund.failureCode());
    }

    /** Somebody makes a refund in the provider's dashboard. */
    public void refundInDashboard(String ref, Payment payment, Money amount) {
        refunds.put(
                ref,
                new ProviderRefund(
                        ref,
                        payment.refs().intent(),
                        payment.id(),
                        null,
                        amount,
                        RefundAnswer.Progress.SUCCEEDED,
                        null,
                        payment.changedAt()));
    }

    @Override
    public ProviderRefund retrieveRefund(String ref) {
        var known = refunds.get(ref);
        var now = new ProviderRefund(
                ref,
                known == null ? null : known.paymentRef(),
                known == null ? null : known.payment(),
                known == null ? null : known.refund(),
                known == null ? Money.of(1, "EUR") : known.amount(),
                refundProgress,
                refundProgress == RefundAnswer.Progress.FAILED ? "lost_or_stolen_card" : null,
                known == null ? Instant.EPOCH : known.at());
        if (known != null) {
            refunds.put(ref, now);
        }
        return now;
    }

    @Override
    public List<ProviderRefund> refundsOf(Payment payment) {
        reach();
        return List.copyOf(refunds.values());
    }

    @Override
    public List<ProviderDispute> disputesOf(Payment payment) {
        reach();
        return dispute == null ? List.of() : List.of(dispute);
    }

    @Override
    public Page<ProviderChange> changes(Instant since, @Nullable String after) {
        reach();
        return new Page<>(List.of(), null);
    }

    @Override
    public Page<ProviderPayment> payments(Instant since, @Nullable String after) {
        reach();
        return new Page<>(List.of(), null);
    }

    @Override
    public Page<ProviderRefund> refunds(Instant since, @Nullable String after) {
        reach();
        return new Page<>(List.of(), null);
    }

    @Override
    public ProviderDispute retrieveDispute(String ref) {
        reach();
        return Objects.requireNonNull(dispute, "the provider knows no dispute");
    }

    private Snapshot now(Payment payment) {
        return new Snapshot(
                refs(payment),
                Objects.requireNonNull(outcomes.get(payment.id()), "the provider knows no " + payment.id()));
    }

    private static ProviderRefs refs(Payment payment) {
        var id = payment.id().value().toString();
        return switch (payment.method()) {
            case PaymentMethod.Card _ -> new ProviderRefs("pi_" + id, null, "secret_" + id, null);
            case PaymentMethod.Intent _ -> new ProviderRefs("pi_" + id, null, "secret_" + id, null);
            case PaymentMethod.Checkout _ -> new ProviderRefs(null, "cs_" + id, null, "https://pay.test/" + id);
        };
    }

    private void reach() {
        calls++;
        if (breaksDown) {
            throw new IllegalStateException("the process ends here");
        }
        if (down) {
            throw new ProviderUnavailableException("down", new IOException("down"));
        }
        if (refuses != null) {
            throw new ProviderRefusedException(refuses, "refused", new IOException(refuses));
        }
    }

    private <T> T answered(T answer) {
        var happens = meanwhile;
        meanwhile = null;
        if (happens != null) {
            happens.run();
        }
        if (losesNextAnswer) {
            losesNextAnswer = false;
            throw new ProviderUnavailableException("answer lost", new IOException("answer lost"));
        }
        return answer;
    }
}
