package shop.payment.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.payment.domain.Drift;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentState;
import shop.payment.domain.RefundId;

/** Our own records, read for a comparison: in slices, and with what one run saw at the provider put down on the way. */
public interface ReconciliationRecords {

    /** Our copies of these orders; unknown ones are left out. */
    Map<OrderId, OwnOrder> orders(Collection<OrderId> ids);

    /** Begins a run: nothing was seen at the provider yet. */
    void clearSeen();

    /** Puts down that the provider has these payments as paid, or these refunds. */
    void see(Collection<String> providerRefs);

    /** Payments with money of that time that were not seen at the provider. */
    List<PaymentId> unseenCaptures(Instant from, Instant to, int limit);

    /** Refunds made at that time that were not seen at the provider. */
    List<RefundId> unseenRefunds(Instant from, Instant to, int limit);

    /** Where the ledger has another sum than the payment itself. */
    List<Drift> ledgerDrifts(Instant from, Instant to, int limit);

    /** The same among these payments. */
    List<Drift> ledgerDrifts(Collection<PaymentId> payments);

    /** The same among the payments of the postings after the first one up to the second one. */
    List<Drift> ledgerDriftsOfPostings(long from, long to, int limit);

    /**
     * The same among a page of all payments.
     *
     * @param after what the page comes after; null for the first page
     * @param last its {@link #lastOfPage}; null for the last page
     */
    List<Drift> ledgerDriftsOfPage(@Nullable PaymentId after, @Nullable PaymentId last, int limit);

    /** The last payment of a page of that size of all payments, by their ids; empty if there are fewer. */
    Optional<PaymentId> lastOfPage(@Nullable PaymentId after, int size);

    /** Money that is kept for orders which are over as far as is known here. */
    List<Drift> capturedForDead(Instant from, Instant to, int limit);

    /**
     * Our copy of an order with the payment that counts.
     *
     * @param closedAs CANCELLED or EXPIRED; null while it lives
     * @param payment that paid for it; null for none
     * @param kept what of it no refund has claimed
     * @param changedAt when the payment last changed; null without one
     */
    record OwnOrder(
            OrderId order,
            Money total,
            @Nullable String closedAs,
            @Nullable PaymentId payment,
            @Nullable PaymentState state,
            Money kept,
            @Nullable Instant changedAt) {}
}
