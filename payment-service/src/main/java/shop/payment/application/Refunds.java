package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;

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
}
