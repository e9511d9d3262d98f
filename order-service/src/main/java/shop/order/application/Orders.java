package shop.order.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.ProductId;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeatures;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/**
 * Stores orders and their timelines. What is written goes to the {@link OrderEventPublisher}, step by step, in the same transaction.
 * Whoever changes an order has locked it before.
 */
public interface Orders {

    Optional<Order> find(OrderId id);

    /**
     * The order, if it is this customer's.
     *
     * @param customer whose it must be; null for anybody's
     */
    Optional<Order> find(OrderId id, @Nullable CustomerId customer);

    /**
     * The order, looked for after every transaction that is just adding one of this customer's has ended, also one whose answer was lost:
     * where there is none now, none will turn up of a try that had begun. Throws if it takes too long.
     */
    Optional<Order> findAfterWriters(OrderId id, CustomerId customer);

    /**
     * Locks the order until the transaction ends.
     *
     * @param customer whose it must be, so that nobody holds another's up; null for anybody's
     */
    Optional<Order> lock(OrderId id, @Nullable CustomerId customer);

    /** Locks these orders until the transaction ends, in one order for all callers; those that there are not are left out. */
    List<Order> lock(Collection<OrderId> ids);

    /**
     * The same, with what those of them are assessed by that were just paid; one statement for both.
     *
     * @param cards the fingerprint of the card of each order that is assessed; null for a card of which nothing is asked
     */
    PaidOrders lockPaid(Collection<OrderId> ids, Map<OrderId, @Nullable String> cards, Instant now);

    /** Locks those of these orders that are unpaid and whose time is over; passes over those that another instance is working on. */
    List<Order> lockDue(Collection<OrderId> ids, Instant now);

    /**
     * The deadlines of unpaid orders, the earliest first; nothing is locked.
     *
     * @param after only those after this one; null from the first on
     */
    List<Deadline> deadlines(@Nullable Deadline after, int atMost);

    /**
     * Stores a new order, if there is none with its id or its number and its prices are those of our copy of the catalog.
     *
     * @param prices the versions of the products that it was priced by
     * @param limits what its customer may hold unpaid with it, exact under parallel requests; they do not count for an order without a price
     * @throws shop.order.domain.OrderException.TooManyUnpaidOrders and nothing was stored
     * @throws shop.order.domain.OrderException.TooManyUnpaidUnits and nothing was stored
     */
    Added add(Order order, Map<ProductId, Long> prices, ReservationLimits limits);

    /**
     * The same.
     *
     * @param assessment of its risk, stored with it; null if it has none
     */
    Added add(Order order, Map<ProductId, Long> prices, ReservationLimits limits, @Nullable RiskAssessment assessment);

    void saveAll(Collection<Order> orders);

    /**
     * Stores changed orders.
     *
     * @param assessments of some of them, stored by the same statement; one that is stored already stays as it is
     */
    void saveAll(Collection<Order> orders, Collection<RiskAssessment> assessments);

    void save(Order order);

    PageBody<Order> page(Filter filter, PageQuery query);

    /**
     * Orders whose last step was taken after that, by the time of that step. One that takes a step meanwhile is on a later page.
     *
     * @param steps how many steps are looked through, and those of the same moment as the last one
     */
    ChangedPage changedAfter(Instant time, int steps);

    /** The timeline, the oldest step first. */
    List<OrderStep> steps(OrderId id);

    /** What became of a new order. */
    enum Added {
        ADDED,
        /** Nothing was stored: there is an order with its id. */
        KNOWN,
        /** Nothing was stored: a product has another version by now. */
        PRICES_CHANGED,
        /** Nothing was stored: another order has its number. */
        NUMBER_TAKEN
    }

    /** Orders, and what is known of the risk of those that were just paid. */
    record PaidOrders(List<Order> orders, Map<OrderId, PaidHistory> histories) {

        public PaidOrders {
            orders = List.copyOf(orders);
            histories = Map.copyOf(histories);
        }
    }

    /**
     * What a paid order is assessed by.
     *
     * @param placing what was known when it was placed; nothing if it was not assessed then, or so long ago that this has been deleted
     * @param reviewed whether it was on hold for that
     * @param othersWithCard other accounts that paid with the card; null if that was not asked
     */
    record PaidHistory(
            RiskFeatures placing,
            boolean reviewed,
            @Nullable Integer othersWithCard) {}

    /** Until when an unpaid order may be paid. */
    record Deadline(OrderId order, Instant at) {}

    /**
     * A page of changed orders.
     *
     * @param next after what time the next one begins; null for the last page
     */
    record ChangedPage(List<Changed> orders, @Nullable Instant next) {

        public ChangedPage {
            orders = List.copyOf(orders);
        }
    }

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
            @Nullable OrderNumber number,
            @Nullable CustomerId customer,
            @Nullable OrderStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {

        static final Filter ALL = new Filter(null, null, null, null, null);

        Filter of(CustomerId only) {
            return new Filter(number, only, status, from, to);
        }
    }
}
