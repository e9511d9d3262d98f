package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.UserId;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;

/** Stores attempts to pay. */
public interface Payments {

    default Optional<Payment> find(PaymentId id) {
        return find(id, null);
    }

    /**
     * The attempt, if it is this user's.
     *
     * @param user whose it must be; null for anybody's
     */
    Optional<Payment> find(PaymentId id, @Nullable UserId user);

    Optional<Payment> findByIntent(String ref);

    Optional<Payment> findBySession(String ref);

    /** The order's attempt that is still under way. */
    Optional<Payment> findLive(OrderId order);

    /** All attempts to pay the order, the first one first. */
    List<Payment> findAll(OrderId order);

    /** The attempts that the provider knows by these references, and those with these ids. */
    List<Payment> findAll(Collection<String> intents, Collection<PaymentId> ids);

    /** The order's attempts for which money was taken. */
    List<Payment> findCaptured(OrderId order);

    /**
     * One page of the list.
     *
     * @param user whose payments; null for everybody's
     * @param order of which order; null for every order
     */
    PageBody<Payment> page(@Nullable UserId user, @Nullable OrderId order, PageQuery query);

    /**
     * Adds a new attempt.
     *
     * @param checkAt when the provider is asked if nothing was heard
     */
    void add(Payment payment, Instant checkAt);

    void save(Payment payment);

    /** Has the provider asked about a live attempt at that time, however often it was asked before. */
    void checkAt(PaymentId id, Instant at);

    /**
     * Takes one live attempt that is due, and puts off its next turn, each time twice as long.
     *
     * @param first how long the first turn is put off
     * @param longest how long any turn is put off at most
     */
    Optional<PaymentId> claimDue(Instant now, Duration first, Duration longest);
}
