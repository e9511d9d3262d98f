package shop.payment.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** Money given back for one payment. */
public final class Refund {

    private final RefundId id;
    private final PaymentId payment;
    private final OrderId order;
    private final Money amount;
    private final String reason;
    private final @Nullable UserId requestedBy;
    private final Instant createdAt;
    private RefundState state;
    private @Nullable String providerRef;
    private @Nullable String failureCode;
    private Instant changedAt;

    private Refund(
            RefundId id,
            PaymentId payment,
            OrderId order,
            Money amount,
            String reason,
            @Nullable UserId requestedBy,
            RefundState state,
            @Nullable String providerRef,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt) {
        this.id = id;
        this.payment = payment;
        this.order = order;
        this.amount = amount;
        this.reason = reason;
        this.requestedBy = requestedBy;
        this.state = state;
        this.providerRef = providerRef;
        this.failureCode = failureCode;
        this.createdAt = createdAt;
        this.changedAt = changedAt;
    }

    /**
     * Claims its part of the payment.
     *
     * @param requestedBy null for a refund that the service decided on itself
     * @throws PaymentException.Disputed if the bank has taken the money back already
     * @throws PaymentException.OverRefund if less than that is left
     */
    public static Refund request(
            RefundId id, Payment payment, Money amount, String reason, @Nullable UserId requestedBy, Instant now) {
        if (payment.isDisputed()) {
            throw new PaymentException.Disputed(payment.id());
        }
        return claim(id, payment, amount, reason, requestedBy, null, now);
    }

    /** A refund that somebody made at the provider; it is there, whatever we would have said to it. */
    public static Refund madeAtProvider(RefundId id, Payment payment, Money amount, String providerRef, Instant now) {
        return claim(id, payment, amount, "Made at the provider", null, providerRef, now);
    }

    private static Refund claim(
            RefundId id,
            Payment payment,
            Money amount,
            String reason,
            @Nullable UserId requestedBy,
            @Nullable String providerRef,
            Instant now) {
        payment.reserve(amount, now);
        var at = now.truncatedTo(ChronoUnit.MICROS);
        return new Refund(
                id,
                payment.id(),
                payment.order(),
                amount,
                reason,
                requestedBy,
                RefundState.PENDING,
                providerRef,
                null,
                at,
                at);
    }

    /** Rebuilds a stored refund. */
    public static Refund restore(
            RefundId id,
            PaymentId payment,
            OrderId order,
            Money amount,
            String reason,
            @Nullable UserId requestedBy,
            RefundState state,
            @Nullable String providerRef,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt) {
        return new Refund(
                id, payment, order, amount, reason, requestedBy, state, providerRef, failureCode, createdAt, changedAt);
    }

    /** The provider knows of it. */
    public void accept(String ref) {
        providerRef = ref;
    }

    /**
     * The money went back.
     *
     * @return false if it was over before
     */
    public boolean succeed(Payment payment, Instant now) {
        if (state != RefundState.PENDING) {
            return false;
        }
        become(RefundState.SUCCEEDED, now);
        payment.refund(amount, now);
        return true;
    }

    /**
     * The provider will not make it; the payment gets its part back.
     *
     * @return false if it was over before
     */
    public boolean fail(Payment payment, String code, Instant now) {
        if (state != RefundState.PENDING) {
            return false;
        }
        become(RefundState.FAILED, now);
        failureCode = code;
        payment.unreserve(amount, now);
        return true;
    }

    /**
     * The money came back after it had gone; the payment gets its part back.
     *
     * @return false if it had not gone, or has come back before
     */
    public boolean comeBack(Payment payment, String code, Instant now) {
        if (state != RefundState.SUCCEEDED) {
            return false;
        }
        become(RefundState.RETURNED, now);
        failureCode = code;
        payment.takeBack(amount, now);
        return true;
    }

    private void become(RefundState next, Instant now) {
        state = next;
        changedAt = now.truncatedTo(ChronoUnit.MICROS);
    }

    public RefundId id() {
        return id;
    }

    public PaymentId payment() {
        return payment;
    }

    public OrderId order() {
        return order;
    }

    public Money amount() {
        return amount;
    }

    public String reason() {
        return reason;
    }

    public @Nullable UserId requestedBy() {
        return requestedBy;
    }

    public RefundState state() {
        return state;
    }

    public @Nullable String providerRef() {
        return providerRef;
    }

    public @Nullable String failureCode() {
        return failureCode;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant changedAt() {
        return changedAt;
    }
}
