package shop.payment.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** One attempt to pay one order. It never takes a step back: what the provider says late or twice changes nothing. */
public final class Payment {

    private final PaymentId id;
    private final OrderId order;
    private final UserId user;
    private final int attempt;
    private final Money amount;
    private final PaymentMethod method;
    private final Provider provider;
    private final Instant createdAt;
    private PaymentState state;
    private ProviderRefs refs;
    private @Nullable String failureCode;
    private Money reserved;
    private Money refunded;
    private boolean disputed;
    private CardFacts card;
    private final int declines;
    private final int declinedBefore;
    private Instant changedAt;
    private long version;

    private Payment(
            PaymentId id,
            OrderId order,
            UserId user,
            int attempt,
            Money amount,
            PaymentMethod method,
            Provider provider,
            PaymentState state,
            ProviderRefs refs,
            @Nullable String failureCode,
            Money reserved,
            Money refunded,
            boolean disputed,
            CardFacts card,
            int declines,
            int declinedBefore,
            Instant createdAt,
            Instant changedAt,
            long version) {
        this.id = id;
        this.order = order;
        this.user = user;
        this.attempt = attempt;
        this.amount = amount;
        this.method = method;
        this.provider = provider;
        this.state = state;
        this.refs = refs;
        this.failureCode = failureCode;
        this.reserved = reserved;
        this.refunded = refunded;
        this.disputed = disputed;
        this.card = card;
        this.declines = declines;
        this.declinedBefore = declinedBefore;
        this.createdAt = createdAt;
        this.changedAt = changedAt;
        this.version = version;
    }

    /**
     * A new attempt that the provider does not know of yet.
     *
     * @param declinedBefore how many cards were declined in earlier attempts for the order
     * @param now kept to the microsecond, as the store does: the provider gets the same request again after a crash
     */
    public static Payment start(
            PaymentId id,
            OrderId order,
            UserId user,
            int attempt,
            Money amount,
            PaymentMethod method,
            Provider provider,
            int declinedBefore,
            Instant now) {
        var at = now.truncatedTo(ChronoUnit.MICROS);
        var nothing = new Money(0, amount.currency());
        return new Payment(
                id,
                order,
                user,
                attempt,
                amount,
                method,
                provider,
                PaymentState.STARTING,
                ProviderRefs.NONE,
                null,
                nothing,
                nothing,
                false,
                CardFacts.NONE,
                0,
                declinedBefore,
                at,
                at,
                1);
    }

    /** Rebuilds a stored attempt. */
    public static Payment restore(
            PaymentId id,
            OrderId order,
            UserId user,
            int attempt,
            Money amount,
            PaymentMethod method,
            Provider provider,
            PaymentState state,
            ProviderRefs refs,
            @Nullable String failureCode,
            Money reserved,
            Money refunded,
            boolean disputed,
            CardFacts card,
            int declines,
            int declinedBefore,
            Instant createdAt,
            Instant changedAt,
            long version) {
        return new Payment(
                id,
                order,
                user,
                attempt,
                amount,
                method,
                provider,
                state,
                refs,
                failureCode,
                reserved,
                refunded,
                disputed,
                card,
                declines,
                declinedBefore,
                createdAt,
                changedAt,
                version);
    }

    /** Keeps what the provider said of the card; it is saved with the step that it belongs to. */
    public void learn(CardFacts facts) {
        card = card.with(facts);
    }

    /** The provider was asked to take it, and what it did is not known: its answer was lost. */
    public void awaitAnswer(Instant now) {
        if (state == PaymentState.STARTING) {
            become(PaymentState.PROCESSING, now);
        }
    }

    /** The provider knows of it and waits for the buyer or the bank. */
    public void proceed(ProviderRefs known, Instant now) {
        goOn(PaymentState.PROCESSING, known, now);
    }

    /** The buyer has to act on the page that the refs name. */
    public void requireAction(ProviderRefs known, Instant now) {
        goOn(PaymentState.REQUIRES_ACTION, known, now);
    }

    private void goOn(PaymentState next, ProviderRefs known, Instant now) {
        if (!state.isLive()) {
            return;
        }
        var newer = refs.with(known);
        if (state != next || !newer.equals(refs)) {
            refs = newer;
            become(next, now);
        }
    }

    /**
     * The money was taken. That counts even for an attempt that was given up: the provider has the last word.
     *
     * @return false if that was known
     */
    public boolean succeed(ProviderRefs known, Instant now) {
        if (state.isCaptured()) {
            return false;
        }
        refs = refs.with(known).closed();
        failureCode = null;
        become(PaymentState.PAID, now);
        return true;
    }

    /**
     * The attempt came to nothing; the order may be paid by another one.
     *
     * @return false if it was over before
     */
    public boolean fail(ProviderRefs known, String code, Instant now) {
        return end(PaymentState.FAILED, known, code, now);
    }

    /**
     * The attempt was called off because its order is over.
     *
     * @return false if it was over before
     */
    public boolean cancel(ProviderRefs known, String code, Instant now) {
        return end(PaymentState.CANCELLED, known, code, now);
    }

    private boolean end(PaymentState end, ProviderRefs known, String code, Instant now) {
        if (!state.isLive()) {
            return false;
        }
        refs = refs.with(known).closed();
        failureCode = code;
        become(end, now);
        return true;
    }

    /**
     * Sets a part of what was taken aside for a refund that is about to be made.
     *
     * @throws PaymentException.OverRefund if less than that is left
     */
    public void reserve(Money part, Instant now) {
        if (!state.isCaptured()) {
            throw new PaymentException.NotRefundable(id, state);
        }
        var left = refundable();
        if (part.amountMinor() < 1 || part.amountMinor() > left.amountMinor()) {
            throw new PaymentException.OverRefund(id, part, left);
        }
        reserved = reserved.plus(part);
        become(state, now);
    }

    /** The refund came to nothing: what was set aside for it may be refunded again. */
    public void unreserve(Money part, Instant now) {
        reserved = reserved.minus(part);
        become(state, now);
    }

    /** The refund was made. */
    public void refund(Money part, Instant now) {
        refunded = refunded.plus(part);
        become(refunded.equals(amount) ? PaymentState.REFUNDED : PaymentState.PARTIALLY_REFUNDED, now);
    }

    /** A refund that had been made came back: its part was not given back after all, and may be refunded again. */
    public void takeBack(Money part, Instant now) {
        refunded = refunded.minus(part);
        reserved = reserved.minus(part);
        become(refunded.amountMinor() == 0 ? PaymentState.PAID : PaymentState.PARTIALLY_REFUNDED, now);
    }

    /**
     * The buyer's bank has taken the money back, or given it back to us.
     *
     * @return false if that was known
     */
    public boolean dispute(boolean now, Instant at) {
        if (disputed == now) {
            return false;
        }
        disputed = now;
        become(state, at);
        return true;
    }

    /** Whether we know that the provider knows of it. */
    public boolean isKnownToProvider() {
        return refs.intent() != null || refs.session() != null;
    }

    /** The same attempt, to try a step on that may not be saved. */
    public Payment copy() {
        return restore(
                id,
                order,
                user,
                attempt,
                amount,
                method,
                provider,
                state,
                refs,
                failureCode,
                reserved,
                refunded,
                disputed,
                card,
                declines,
                declinedBefore,
                createdAt,
                changedAt,
                version);
    }

    /** What no refund has claimed yet. */
    public Money refundable() {
        return state.isCaptured() ? amount.minus(reserved) : new Money(0, amount.currency());
    }

    private void become(PaymentState next, Instant now) {
        state = next;
        changedAt = now;
        version++;
    }

    public PaymentId id() {
        return id;
    }

    public OrderId order() {
        return order;
    }

    public UserId user() {
        return user;
    }

    /** Counts the attempts for one order, from 1. */
    public int attempt() {
        return attempt;
    }

    public Money amount() {
        return amount;
    }

    public PaymentMethod method() {
        return method;
    }

    public Provider provider() {
        return provider;
    }

    public CardFacts card() {
        return card;
    }

    /** How many cards were declined in this attempt; a card's own attempt ends with the first. */
    public int declines() {
        return method instanceof PaymentMethod.Card && state == PaymentState.FAILED ? 1 : declines;
    }

    /** The same for the order until now, earlier attempts included. */
    public int declinesOfOrder() {
        return declinedBefore + declines();
    }

    public PaymentState state() {
        return state;
    }

    public ProviderRefs refs() {
        return refs;
    }

    public @Nullable String failureCode() {
        return failureCode;
    }

    /** What refunds have claimed, made or about to be made. */
    public Money reserved() {
        return reserved;
    }

    /** What refunds have given back. */
    public Money refunded() {
        return refunded;
    }

    /** Whether the buyer's bank has taken the money back: then a refund would give it a second time. */
    public boolean isDisputed() {
        return disputed;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant changedAt() {
        return changedAt;
    }

    public long version() {
        return version;
    }
}
