package shop.order.application;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.kernel.Money;
import shop.order.domain.Basket;
import shop.order.domain.ChargeableAmounts;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.RequestedItem;
import shop.order.domain.ShippingAddress;
import shop.order.domain.risk.RiskAssessment;

/**
 * Prices what a customer wants, holds the stock, then saves. The remote calls come before the one transaction, so none waits inside it.
 * If this service dies between hold and save, the hold expires by itself.
 */
@Service
public class PlaceOrder {

    private static final Logger log = LoggerFactory.getLogger(PlaceOrder.class);

    /** Prices that change under a customer's hands are read again; so often in a moment is no chance meeting. */
    private static final int MOST_TRIES = 5;

    private final CartClient cartClient;
    private final PriceBasket priceBasket;
    private final ChargeableAmounts chargeable;
    private final HoldClient holdClient;
    private final AbandonedHolds abandonedHolds;
    private final Orders orders;
    private final AssessRisk assessRisk;
    private final OrderNumbers numbers;
    private final TransactionOperations transactions;
    private final OrderPolicy policy;
    private final Clock clock;

    PlaceOrder(
            CartClient cartClient,
            PriceBasket priceBasket,
            ChargeableAmounts chargeable,
            HoldClient holdClient,
            AbandonedHolds abandonedHolds,
            Orders orders,
            AssessRisk assessRisk,
            OrderNumbers numbers,
            TransactionOperations transactions,
            OrderPolicy policy,
            Clock clock) {
        this.cartClient = cartClient;
        this.priceBasket = priceBasket;
        this.chargeable = chargeable;
        this.holdClient = holdClient;
        this.abandonedHolds = abandonedHolds;
        this.orders = orders;
        this.assessRisk = assessRisk;
        this.numbers = numbers;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Places the order, or finds the one that an earlier try of the same request has placed.
     *
     * @param answer stores what the request is answered with, as the last step of the transaction that saves a new order; not called for
     *     an order that was there
     * @return the stored order
     */
    public Order place(Command command, Consumer<Order> answer) {
        try {
            return CallBudget.within(
                    clock.instant().plus(policy.callsBeginWithin()), () -> placeNew(command, AttemptId.next(), answer));
        } catch (OrderException | DependencyUnavailableException refused) {
            // What was placed once is found again, whatever has become of its prices and its stock and of other
            // services since.
            return known(command).orElseThrow(() -> refused);
        }
    }

    private Optional<Order> known(Command command) {
        return orders.find(command.id()).map(order -> own(order, command.customer()));
    }

    private Order placeNew(Command command, AttemptId attempt, Consumer<Order> answer) {
        var items = items(command);
        var priced = priceBasket.price(items);
        requireExpected(command, priced.basket());
        chargeable.require(priced.basket().total());
        var risk = assessRisk.begin(command.customer(), command.address());
        var known = reserve(command, attempt, priced.basket());
        return known.isPresent() ? known.get() : save(command, attempt, items, priced, risk, answer);
    }

    private List<RequestedItem> items(Command command) {
        return switch (command.source()) {
            case Source.Items(var items) -> items;
            case Source.Cart(var guestToken) -> cartClient.itemsOf(command.customer(), guestToken);
        };
    }

    private static void requireExpected(Command command, Basket basket) {
        var expected = command.expectedTotal();
        if (expected != null && !expected.equals(basket.total())) {
            throw new OrderException.PriceChanged(expected, basket.total());
        }
    }

    /**
     * Has the stock held until after the order may be paid at the latest; when it may, is the order's own business.
     *
     * @return the order if an earlier try has placed it after all
     */
    private Optional<Order> reserve(Command command, AttemptId attempt, Basket basket) {
        var lastDeadline = clock.instant().plus(policy.longestReservation());
        var until = lastDeadline.plus(policy.holdGrace());
        var reservation = hold(command, attempt, until, basket);
        if (reservation.covers(basket.lines()) && !reservation.expiresAt().isBefore(lastDeadline)) {
            return Optional.empty();
        }
        // An earlier try of this request left a hold behind: of a cart that has changed since, or about to run out.
        var known =
                orders.findAfterWriters(command.id(), command.customer()).map(order -> own(order, command.customer()));
        if (known.isPresent()) {
            return known;
        }
        holdClient.releaseAll(command.id());
        if (!hold(command, attempt, until, basket).covers(basket.lines())) {
            throw new IllegalStateException(
                    "The hold of order " + command.id().value() + " is of other lines than were asked for");
        }
        return Optional.empty();
    }

    private HoldClient.Reservation hold(Command command, AttemptId attempt, Instant until, Basket basket) {
        try {
            return holdClient.hold(command.id(), attempt, until, basket.lines());
        } catch (DependencyUnavailableException unanswered) {
            // It may have been received all the same, and be done later.
            abandonedHolds.add(command.id(), attempt, command.customer());
            throw unanswered;
        }
    }

    private Order save(
            Command command,
            AttemptId attempt,
            List<RequestedItem> items,
            PriceBasket.Priced first,
            AssessRisk.Placing risk,
            Consumer<Order> answer) {
        var priced = first;
        for (var tries = 1; tries <= MOST_TRIES; tries++) {
            var now = clock.instant();
            var assessment = risk.assess(command.id(), priced.basket(), now).orElse(null);
            var isHeld = assessment != null && assessment.held();
            var order = Order.place(
                    command.id(),
                    numbers.next(),
                    command.customer(),
                    priced.basket(),
                    command.address(),
                    // What is held cannot be paid, and order_placed says so at once.
                    isHeld ? now : now.plus(policy.reservation()),
                    now);
            var placed = new AtomicReference<>(order);
            switch (add(command, attempt, placed, priced, assessment, answer)) {
                case ADDED -> {
                    return placed.get();
                }
                case KNOWN -> {
                    return known(command).orElseThrow(() -> new IllegalStateException("No order " + command.id()));
                }
                case PRICES_CHANGED -> priced = priceAgain(command, attempt, items);
                case NUMBER_TAKEN -> {} // the next one draws another
            }
        }
        var failed =
                new IllegalStateException("The prices of order " + command.id().value() + " change all the time");
        release(command, attempt, failed);
        throw failed;
    }

    private PriceBasket.Priced priceAgain(Command command, AttemptId attempt, List<RequestedItem> items) {
        try {
            var priced = priceBasket.priceAgain(items);
            requireExpected(command, priced.basket());
            chargeable.require(priced.basket().total());
            return priced;
        } catch (RuntimeException refused) {
            release(command, attempt, refused);
            throw refused;
        }
    }

    /** An order that is held, or has nothing to pay and is confirmed at once, takes that step in the same transaction. */
    private Orders.Added add(
            Command command,
            AttemptId attempt,
            AtomicReference<Order> placed,
            PriceBasket.Priced priced,
            @Nullable RiskAssessment assessment,
            Consumer<Order> answer) {
        var order = placed.get();
        var written = new AtomicBoolean();
        try {
            return transactions.execute(_ -> {
                var added = orders.add(order, priced.versions(), policy.limits(), assessment);
                if (added == Orders.Added.ADDED) {
                    if (assessment != null && assessment.held()) {
                        placed.set(change(order.id(), stored -> stored.hold(assessment.note(), clock.instant())));
                    } else if (order.isFree()) {
                        placed.set(change(order.id(), stored -> stored.confirmFree(clock.instant())));
                    }
                    answer.accept(placed.get());
                }
                written.set(true);
                return added;
            });
        } catch (RuntimeException failed) {
            if (foundAfterAll(order, failed)) {
                return Orders.Added.KNOWN;
            }
            if (!written.get()) {
                // It failed before its commit, and no other try is at work, so nothing can turn up later.
                release(command, attempt, failed);
            }
            // Else the commit is in doubt: the order may turn up in a moment, so its stock is not given away.
            throw failed;
        }
    }

    private Order change(OrderId id, Consumer<Order> step) {
        var stored = orders.lock(id, null).orElseThrow(() -> new IllegalStateException("No order " + id.value()));
        step.accept(stored);
        orders.save(stored);
        return stored;
    }

    /** A save can fail although the order is there: the commit's answer was lost, or a parallel try of the same request was first. */
    private boolean foundAfterAll(Order order, RuntimeException failed) {
        try {
            return orders.findAfterWriters(order.id(), order.customer()).isPresent();
        } catch (RuntimeException unknown) {
            // Whether the order is there cannot be said, so its stock is not given away; the hold expires if it is not.
            failed.addSuppressed(unknown);
            throw failed;
        }
    }

    /** Only what is certainly not saved gives its stock back: another try of the same request may be just committing. */
    private void release(Command command, AttemptId attempt, RuntimeException failed) {
        try {
            if (orders.findAfterWriters(command.id(), command.customer()).isEmpty()) {
                holdClient.release(command.id(), attempt);
            }
        } catch (RuntimeException unreleased) {
            log.warn(
                    "The hold of order {}, which could not be saved, is released later",
                    command.id().value(),
                    unreleased);
            failed.addSuppressed(unreleased);
            abandonedHolds.add(command.id(), attempt, command.customer());
        }
    }

    private static Order own(Order order, CustomerId customer) {
        if (!order.customer().equals(customer)) {
            throw new OrderException.NotFound(order.id());
        }
        return order;
    }

    /**
     * A customer's order.
     *
     * @param id the same for all tries of one request
     * @param expectedTotal what the customer has seen; null if they do not mind
     */
    public record Command(
            OrderId id,
            CustomerId customer,
            Source source,
            ShippingAddress address,
            @Nullable Money expectedTotal) {}

    /** Where the lines come from. */
    public sealed interface Source {

        /** The request names them. */
        record Items(List<RequestedItem> items) implements Source {

            public Items {
                items = List.copyOf(items);
            }
        }

        /**
         * The customer's cart, as it is now.
         *
         * @param guestToken what leads to a cart that was filled before logging in, if the client still has such a token
         */
        record Cart(@Nullable String guestToken) implements Source {

            /** Leaves the token out. */
            @Override
            public String toString() {
                return "Cart";
            }
        }
    }
}
