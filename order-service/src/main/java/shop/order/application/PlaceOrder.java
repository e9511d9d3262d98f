package shop.order.application;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.kernel.Money;
import shop.order.application.Stock.Reservation;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.ShippingAddress;
import shop.order.domain.Wish;

/**
 * Prices what a customer wants, holds the stock, then saves. The remote calls come before the one transaction, so none waits inside it.
 * If this service dies between hold and save, the hold expires by itself.
 */
@Service
public class PlaceOrder {

    private static final Logger log = LoggerFactory.getLogger(PlaceOrder.class);

    private final Carts carts;
    private final PriceBasket priceBasket;
    private final Stock stock;
    private final Orders orders;
    private final OrderPolicy policy;
    private final Clock clock;

    PlaceOrder(Carts carts, PriceBasket priceBasket, Stock stock, Orders orders, OrderPolicy policy, Clock clock) {
        this.carts = carts;
        this.priceBasket = priceBasket;
        this.stock = stock;
        this.orders = orders;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Places the order, or finds the one that an earlier try of the same request has placed.
     *
     * @return the stored order
     */
    public Order place(Command command) {
        var known = orders.find(command.id());
        return known.isPresent()
                ? own(known.get(), command.customer())
                : CallBudget.within(clock.instant().plus(policy.callsBeginWithin()), () -> placeNew(command));
    }

    private Order placeNew(Command command) {
        var basket = priceBasket.price(wishes(command));
        var expected = command.expectedTotal();
        if (expected != null && !expected.equals(basket.total())) {
            throw new OrderException.PriceChanged(expected, basket.total());
        }
        var reservation = reserve(command.id(), basket);
        return save(Order.place(
                command.id(), command.customer(), basket, command.address(), reservation.expiresAt(), clock.instant()));
    }

    private List<Wish> wishes(Command command) {
        return switch (command.source()) {
            case Source.Items(var wishes) -> wishes;
            case Source.Cart() -> carts.wishesOf(command.customer());
        };
    }

    private Reservation reserve(OrderId id, Basket basket) {
        var now = clock.instant();
        var reservation = stock.hold(id, now.plus(policy.reservation()), basket.lines());
        if (reservation.covers(basket.lines()) && leavesTimeToPay(reservation, now)) {
            return reservation;
        }
        // An earlier try of this request left a hold behind: of a cart that has changed since, or about to run out.
        stock.release(id);
        var fresh = stock.hold(id, now.plus(policy.reservation()), basket.lines());
        if (!fresh.covers(basket.lines())) {
            throw new IllegalStateException(
                    "The hold of order " + id.value() + " is of other lines than were asked for");
        }
        return fresh;
    }

    private boolean leavesTimeToPay(Reservation reservation, Instant now) {
        return reservation.expiresAt().isAfter(now.plus(policy.reservation().dividedBy(2)));
    }

    private Order save(Order order) {
        try {
            orders.add(order);
            return order;
        } catch (RuntimeException failed) {
            return foundAfterAll(order, failed).orElseThrow(() -> {
                release(order.id(), failed);
                return failed;
            });
        }
    }

    /** A save can fail although the order is there: the commit's answer was lost, or a parallel try of the same request was first. */
    private Optional<Order> foundAfterAll(Order order, RuntimeException failed) {
        try {
            return orders.find(order.id()).map(found -> own(found, order.customer()));
        } catch (RuntimeException unknown) {
            // Whether the order is there cannot be said, so its stock is not given away; the hold expires if it is not.
            failed.addSuppressed(unknown);
            throw failed;
        }
    }

    private void release(OrderId id, RuntimeException failed) {
        try {
            stock.release(id);
        } catch (RuntimeException unreleased) {
            log.warn("The hold of order {}, which could not be saved, is left to expire", id.value(), unreleased);
            failed.addSuppressed(unreleased);
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
        record Items(List<Wish> wishes) implements Source {

            public Items {
                wishes = List.copyOf(wishes);
            }
        }

        /** The customer's cart, as it is now. */
        record Cart() implements Source {}
    }
}
