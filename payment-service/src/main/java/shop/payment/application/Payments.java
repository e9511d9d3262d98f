package shop.payment.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import shop.payment.domain.OrderId;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;
import shop.payment.domain.UserId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

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

    /**
     * One page of the list.
     *
     * @param user whose payments; null for everybody's
     * @param order of which order; null for every order
     */
    PageBody<Payment> page(@Nullable UserId user, @Nullable OrderId order, PageQuery query);

    /**
     * The attempts for which money was taken that no refund has claimed yet, of all these orders.
     */
    List<Payment> findRefundable(Collection<OrderId> orders);

    /**
     * The attempt that a provider's event is about: by our own id, else by the provider's references.
     */
    Optional<Payment> findFor(@Nullable PaymentId id, @Nullable String intent, @Nullable String session);

    /**
     * Begins an attempt in one step if the order is this user's, may be paid now, and has no live attempt. Empty for all else, and then
     * the caller rolls back and looks what it is.
     *
     * @param checkAt when the provider is asked if no webhook came
     * @param provider the one that the buyer names; null to leave that to the policy
     * @param policy the decline limits above which nothing begins, and the provider that takes the currency
     */
    Optional<Payment> begin(
            PaymentId id,
            UserId user,
            OrderId order,
            PaymentMethod method,
            @Nullable Provider provider,
            Instant now,
            Instant checkAt,
            PaymentPolicy policy);

    /** How many of the customer's cards were declined since then. */
    DeclineLimits.Declines declines(UserId user, OrderId order, Instant since);

    /**
     * Counts a card that was declined for an attempt which outlives that.
     *
     * @return how many there are now
     */
    int addDecline(PaymentId id);

    /**
     * Saves the next step of a live attempt with what belongs to it, in one step: the order is paid by it and the capture booked if it is
     * PAID, and the order's event version is counted up. Empty if the attempt is no longer at the version it was read at, or its order is
     * paid or over: then the caller rolls back and goes the way with locks.
     *
     * @param next the attempt after the step
     * @param seen the version before it
     * @param checkAt when the provider is asked if no webhook came; null to leave that as it is
     * @return the order's event version of this step
     */
    OptionalLong saveStep(Payment next, long seen, @Nullable Instant checkAt);

    /**
     * Adds a new attempt.
     *
     * @param checkAt when the provider is asked if no webhook came
     */
    void add(Payment payment, Instant checkAt);

    void save(Payment payment);

    /** Has the provider asked about a live attempt at that time, however often it was asked before. */
    void checkAt(PaymentId id, Instant at);

    /**
     * As {@link #checkAt(PaymentId, Instant)} for the live attempts of all these orders.
     *
     * @return how many there are
     */
    int checkAt(Collection<OrderId> orders, Instant at);

    /**
     * Takes one live attempt that is due, and puts off its next turn, each time twice as long.
     *
     * @param first how long the first turn is put off
     * @param longest how long any turn is put off at most
     */
    Optional<PaymentId> claimDue(Instant now, Duration first, Duration longest);
}
