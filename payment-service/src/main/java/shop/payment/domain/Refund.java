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
            Instant createdAt) {
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
    }

    /**
     * Claims its part of the payment.
     *
     * @param requestedBy null for a refund that the service decided on itself
     */
    public static Refund request(
            RefundId id, Payment payment, Money amount, String reason, @Nullable UserId requestedBy, Instant now) {
        payment.reserve(amount, now);
        return new Refund(
                id,
                payment.id(),
                payment.order(),
                amount,
                reason,
                requestedBy,
                RefundState.PENDING,
                null,
                null,
                now.truncatedTo(ChronoUnit.MICROS));
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
            Instant createdAt) {
        return new Refund(id, payment, order, amount, reason, requestedBy, state, providerRef, failureCode, createdAt);
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
        state = RefundState.SUCCEEDED;
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
        state = RefundState.FAILED;
        failureCode = code;
        payment.unreserve(amount, now);
        return true;
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
}
