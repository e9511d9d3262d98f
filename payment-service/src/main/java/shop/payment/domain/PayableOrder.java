package shop.payment.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** Our copy of an order: whose it is, what it costs, and whether it may be paid. The amount of every payment is taken from here. */
public final class PayableOrder {

    private final OrderId id;
    private final UserId user;
    private final Money total;
    private Instant expiresAt;
    private @Nullable String closedAs;
    private @Nullable PaymentId paidBy;
    private int attempts;
    private long eventVersion;

    private PayableOrder(
            OrderId id,
            UserId user,
            Money total,
            Instant expiresAt,
            @Nullable String closedAs,
            @Nullable PaymentId paidBy,
            int attempts,
            long eventVersion) {
        this.id = id;
        this.user = user;
        this.total = total;
        this.expiresAt = expiresAt;
        this.closedAs = closedAs;
        this.paidBy = paidBy;
        this.attempts = attempts;
        this.eventVersion = eventVersion;
    }

    public static PayableOrder open(OrderId id, UserId user, Money total, Instant expiresAt) {
        return new PayableOrder(id, user, total, expiresAt, null, null, 0, 0);
    }

    /** Rebuilds a stored copy. */
    public static PayableOrder restore(
            OrderId id,
            UserId user,
            Money total,
            Instant expiresAt,
            @Nullable String closedAs,
            @Nullable PaymentId paidBy,
            int attempts,
            long eventVersion) {
        return new PayableOrder(id, user, total, expiresAt, closedAs, paidBy, attempts, eventVersion);
    }

    /** Throws {@link PaymentException.OrderNotPayable} with the reason. */
    public void requirePayable(Instant now) {
        if (paidBy != null) {
            throw new PaymentException.OrderNotPayable(id, "it is paid");
        }
        if (closedAs != null) {
            throw new PaymentException.OrderNotPayable(id, "it is " + closedAs);
        }
        if (hasRunOut(now)) {
            throw new PaymentException.OrderNotPayable(id, "its reservation ended at " + expiresAt);
        }
    }

    /** Whether the time to pay is over as far as we know; order-service may have extended it. */
    public boolean hasRunOut(Instant now) {
        return !now.isBefore(expiresAt);
    }

    public void extend(Instant newExpiresAt) {
        if (newExpiresAt.isAfter(expiresAt)) {
            expiresAt = newExpiresAt;
        }
    }

    /**
     * The order is cancelled or expired.
     *
     * @return false if that was known
     */
    public boolean close(String as) {
        if (closedAs != null) {
            return false;
        }
        closedAs = as;
        return true;
    }

    /**
     * Takes the payment as the one for this order.
     *
     * @return false if another one has paid for it before
     */
    public boolean payBy(PaymentId payment) {
        if (paidBy == null) {
            paidBy = payment;
        }
        return paidBy.equals(payment);
    }

    /** The number of the next attempt to pay, from 1. */
    public int nextAttempt() {
        return ++attempts;
    }

    /** The version of the next event about paying this order, from 1. */
    public long nextEventVersion() {
        return ++eventVersion;
    }

    public boolean isClosed() {
        return closedAs != null;
    }

    public OrderId id() {
        return id;
    }

    public UserId user() {
        return user;
    }

    public Money total() {
        return total;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    /** CANCELLED or EXPIRED; null while the order lives. */
    public @Nullable String closedAs() {
        return closedAs;
    }

    public @Nullable PaymentId paidBy() {
        return paidBy;
    }

    public int attempts() {
        return attempts;
    }

    public long eventVersion() {
        return eventVersion;
    }
}
