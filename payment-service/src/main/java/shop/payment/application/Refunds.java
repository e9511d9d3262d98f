package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Stores refunds. */
public interface Refunds {

    Optional<Refund> find(RefundId id);

    Optional<Refund> findByProviderRef(String ref);

    /** All refunds of these payments, the first one first. */
    List<Refund> findAll(Collection<PaymentId> payments);

    /** The refunds that the provider knows by these references, and those with these ids. */
    List<Refund> findAll(Collection<String> providerRefs, Collection<RefundId> ids);

    PageBody<Refund> page(PaymentId payment, PageQuery query);

    /**
     * Adds a new refund.
     *
     * @param tryAt when a worker makes it, if whoever adds it has not done so before
     */
    void add(Refund refund, Instant tryAt);

    void save(Refund refund);

    /**
     * Takes one pending refund that is due, and puts off its next turn, each time twice as long.
     *
     * @param first how long the first turn is put off
     * @param longest how long any turn is put off at most
     */
    Optional<RefundId> claimDue(Instant now, Duration first, Duration longest);

    /**
     * Says when a pending refund has its next turn after one that came to nothing: the later, the more turns it has had.
     *
     * @param first how long it waits if the request that asked for it was the only one that tried
     * @param longest how long it waits at most
     */
    void retryLater(RefundId id, Instant now, Duration first, Duration longest);
}
