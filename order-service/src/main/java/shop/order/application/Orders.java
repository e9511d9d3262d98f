package shop.order.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;

/**
 * Stores orders and their timelines. What is written tells {@link OrderNews} of each step in the same transaction, the caller's or its
 * own. Whoever changes an order has locked it before.
 */
public interface Orders {

    Optional<Order> find(OrderId id);

    /**
     * The order, if it is this customer's.
     *
     * @param customer whose it must be; null for anybody's
     */
    Optional<Order> find(OrderId id, @Nullable CustomerId customer);

    /** Locks the order until the transaction ends. */
    Optional<Order> lock(OrderId id);

    /**
     * Locks the order until the transaction ends.
     *
     * @param customer whose it must be, so that nobody holds another's up; null for anybody's
     */
    Optional<Order> lock(OrderId id, @Nullable CustomerId customer);

    /** Locks unpaid orders whose time is over, the oldest first; passes over those that another instance is working on. */
    List<Order> lockDue(Instant now, int atMost);

    /** Unpaid orders whose hold should last longer, those that end first first; nothing is locked. */
    List<Order> wantingExtension(Instant now, int atMost);

    /** Stores a new order. Throws if there is one with its id. */
    void add(Order order);

    void save(Order order);

    PageBody<Order> page(Filter filter, PageQuery query);

    /**
     * Orders that took a step then or later, by id.
     *
     * @param after only ids above this one; null from the first on
     */
    List<Changed> changedSince(Instant since, @Nullable OrderId after, int atMost);

    /** The timeline, the oldest step first. */
    List<OrderStep> steps(OrderId id);

    /** An order without its lines, for those who compare many. */
    record Changed(
            OrderId id,
            CustomerId customer,
            OrderStatus status,
            PaymentStatus payment,
            @Nullable PaymentId paymentId,
            Money total,
            Instant placedAt,
            Instant statusSince) {}

    /**
     * Which orders are asked for; null leaves a bound out.
     *
     * @param from placed then or later
     * @param to placed before
     */
    record Filter(
            @Nullable CustomerId customer,
            @Nullable OrderStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {}
}
