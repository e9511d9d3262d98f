package shop.order.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.order.application.Orders;
import shop.order.application.ReservationLimits;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.ProductId;
import shop.order.domain.risk.RiskAssessment;
import shop.order.domain.risk.RiskFeatures;
import shop.order.domain.risk.RiskMoment;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Hands out copies, as a store does: what is not saved is lost. Can be made to fail. */
public final class InMemoryOrders implements Orders {

    private static final Comparator<Deadline> BY_TIME =
            Comparator.comparing(Deadline::at).thenComparing(deadline -> text(deadline.order()));

    private final Map<OrderId, Order.Snapshot> stored = new HashMap<>();
    private final Map<OrderId, List<OrderStep>> steps = new HashMap<>();
    private final List<RiskAssessment> assessments = new ArrayList<>();
    private int othersWithCard;
    private final List<Order> committing = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private boolean failsAfterStoring;
    private boolean goesDown;
    private boolean down;
    private int pricesChange;
    private Runnable priceChange = () -> {};

    @Override
    public Optional<Order> find(OrderId id) {
        return find(id, null);
    }

    @Override
    public List<Order> lock(Collection<OrderId> ids) {
        return ids.stream().flatMap(id -> find(id).stream()).toList();
    }

    @Override
    public PaidOrders lockPaid(Collection<OrderId> ids, Map<OrderId, @Nullable String> cards, Instant now) {
        var histories = new HashMap<OrderId, PaidHistory>();
        cards.forEach((id, card) -> histories.put(
                id,
                assessments.stream()
                        .filter(one -> one.order().equals(id) && one.moment() == RiskMoment.PLACED)
                        .findFirst()
                        .map(one -> history(one.features(), one.held(), card))
                        .orElseGet(() -> history(new RiskFeatures(Map.of()), false, card))));
        return new PaidOrders(lock(ids), histories);
    }

    private PaidHistory history(RiskFeatures placing, boolean held, @Nullable String card) {
        return new PaidHistory(placing, held, card == null ? null : othersWithCard);
    }

    @Override
    public Optional<Order> find(OrderId id, @Nullable CustomerId customer) {
        if (down) {
            throw new IllegalStateException("the store is down");
        }
        return Optional.ofNullable(stored.get(id))
                .map(Order::restore)
                .filter(order -> customer == null || order.customer().equals(customer));
    }

    @Override
    public Optional<Order> findAfterWriters(OrderId id, CustomerId customer) {
        committing.forEach(this::store);
        committing.clear();
        return find(id);
    }

    @Override
    public Optional<Order> lock(OrderId id, @Nullable CustomerId customer) {
        return find(id, customer);
    }

    @Override
    public List<Order> lockDue(Collection<OrderId> ids, Instant now) {
        return ids.stream()
                .map(this::get)
                .filter(order -> order.state().status() == OrderStatus.PENDING)
                .filter(order -> !order.snapshot().reservedUntil().isAfter(now))
                .toList();
    }

    @Override
    public List<Deadline> deadlines(@Nullable Deadline after, int atMost) {
        return stored.values().stream()
                .filter(order -> order.state().status() == OrderStatus.PENDING)
                .map(order -> new Deadline(order.id(), order.reservedUntil()))
                .sorted(BY_TIME)
                .dropWhile(deadline -> after != null && BY_TIME.compare(deadline, after) <= 0)
                .limit(atMost)
                .toList();
    }

    @Override
    public Added add(Order order, Map<ProductId, Long> prices, ReservationLimits limits) {
        return add(order, prices, limits, null);
    }

    @Override
    public Added add(
            Order order, Map<ProductId, Long> prices, ReservationLimits limits, @Nullable RiskAssessment assessment) {
        if (assessment != null) {
            assessments.add(assessment);
        }
        if (failure != null && !failsAfterStoring) {
            down = goesDown;
            throw failure;
        }
        if (pricesChange > 0) {
            pricesChange--;
            priceChange.run();
            return Added.PRICES_CHANGED;
        }
        if (stored.containsKey(order.id())) {
            return Added.KNOWN;
        }
        if (stored.values().stream().anyMatch(other -> other.number().equals(order.number()))) {
            return Added.NUMBER_TAKEN;
        }
        if (unpaid(order.customer()) >= limits.orders()) {
            throw new OrderException.TooManyUnpaidOrders(limits.orders());
        }
        store(order);
        if (failure != null) {
            throw failure;
        }
        return Added.ADDED;
    }

    private long unpaid(CustomerId customer) {
        return stored.values().stream()
                .filter(order -> order.customer().equals(customer))
                .filter(order -> order.state().status() == OrderStatus.PENDING)
                .count();
    }

    @Override
    public void saveAll(Collection<Order> orders) {
        saveAll(orders, List.of());
    }

    @Override
    public void saveAll(Collection<Order> orders, Collection<RiskAssessment> found) {
        orders.forEach(this::store);
        assessments.addAll(found);
    }

    @Override
    public void save(Order order) {
        store(order);
    }

    private void store(Order order) {
        stored.put(order.id(), order.snapshot());
        steps.computeIfAbsent(order.id(), id -> new ArrayList<>()).addAll(order.takeSteps());
    }

    @Override
    public PageBody<Order> page(Filter filter, PageQuery query) {
        var all = stored.values().stream()
                .filter(order -> filter.number() == null || filter.number().equals(order.number()))
                .filter(order -> isOf(order, filter.customer()))
                .filter(order -> filter.status() == null
                        || filter.status() == order.state().status())
                .sorted(Comparator.comparing(Order.Snapshot::placedAt).reversed())
                .map(Order::restore)
                .toList();
        return PageBody.of(
                all.stream().skip(query.offset()).limit(query.limit()).toList(), query, all.size());
    }

    private static boolean isOf(Order.Snapshot order, @Nullable CustomerId customer) {
        return customer == null || customer.equals(order.customer());
    }

    @Override
    public ChangedPage changedAfter(Instant time, int steps) {
        var later = this.steps.values().stream()
                .flatMap(List::stream)
                .map(OrderStep::at)
                .filter(at -> at.isAfter(time))
                .sorted()
                .toList();
        var last = later.size() < steps ? null : later.get(steps - 1);
        return new ChangedPage(
                stored.values().stream()
                        .filter(order -> at(order).isAfter(time)
                                && (last == null || !at(order).isAfter(last)))
                        .sorted(Comparator.comparing(this::at))
                        .map(order -> new Changed(
                                order.id(),
                                order.customer(),
                                order.state().status(),
                                order.payment(),
                                order.paymentId(),
                                order.basket().total(),
                                order.placedAt(),
                                order.state().since()))
                        .toList(),
                last);
    }

    /** Sorts as a database does; the UUID of Java compares its halves as signed numbers. */
    private static String text(OrderId id) {
        return id.value().toString();
    }

    private Instant at(Order.Snapshot order) {
        return steps(order.id()).getLast().at();
    }

    @Override
    public List<OrderStep> steps(OrderId id) {
        return steps.getOrDefault(id, List.of());
    }

    /** Forgets an order, as a transaction does that is not committed in the end. */
    public void rollBack(OrderId id) {
        stored.remove(id);
        steps.remove(id);
    }

    /** The next calls of {@link #add} find another price than they were given. */
    public void changePrices(int times) {
        pricesChange = times;
    }

    /** What happens when a price changes. */
    public void onPriceChange(Runnable newPriceChange) {
        priceChange = newPriceChange;
    }

    /** What was stored with orders. */
    public List<RiskAssessment> assessments() {
        return assessments;
    }

    /** How many other accounts have paid with any card. */
    public void othersWithCard(int others) {
        othersWithCard = others;
    }

    public List<Order> all() {
        return stored.values().stream().map(Order::restore).toList();
    }

    public Order get(OrderId id) {
        return find(id).orElseThrow();
    }

    /** Another transaction has written this order and is not committed yet: nobody sees it who does not wait for that. */
    public void isBeingSaved(Order order) {
        committing.add(order);
    }

    /** The next {@link #add} stores nothing and throws this. */
    public void failWith(RuntimeException newFailure) {
        failure = newFailure;
        failsAfterStoring = false;
    }

    /** The next {@link #add} stores the order, but its answer is lost. */
    public void loseTheAnswerWith(RuntimeException newFailure) {
        failure = newFailure;
        failsAfterStoring = true;
    }

    /** The next {@link #add} throws this, and from then on nothing can be read. */
    public void goDownWhileSavingWith(RuntimeException newFailure) {
        failWith(newFailure);
        goesDown = true;
    }
}
