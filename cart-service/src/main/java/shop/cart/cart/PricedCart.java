package shop.cart.cart;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.cart.product.Product;
import shop.kernel.Money;

/**
 * A cart at today's prices.
 *
 * @param total of the lines that can be bought
 */
public record PricedCart(List<Line> lines, Money total, long version) {

    public PricedCart {
        lines = List.copyOf(lines);
    }

    /** A line and what the customer should know of it before buying. */
    public record Line(
            UUID productId,
            String sku,
            String name,
            Money unitPrice,
            int quantity,
            Money lineTotal,
            List<Notice> notices) {

        public Line {
            notices = List.copyOf(notices);
        }

        boolean canBeBought() {
            return notices.stream().noneMatch(Notice::stopsBuying);
        }
    }

    /** What became of a product since it was put into the cart. */
    public sealed interface Notice {

        /**
         * It costs more or less by now.
         *
         * @param previous what it cost when this line was last changed
         */
        record PriceChanged(Money previous) implements Notice {}

        /** It is not sold any more. */
        record ProductUnavailable() implements Notice {}

        /**
         * It is sold in another currency by now.
         *
         * @param previous what it cost when this line was last changed
         * @param counted whether the total is in that currency; else the line cannot be bought together with the rest of the cart
         */
        record CurrencyChanged(Money previous, boolean counted) implements Notice {}

        /** There is nothing left of it just now. */
        record OutOfStock() implements Notice {}

        /**
         * There is less left of it than the line asks for.
         *
         * @param available how many there are
         */
        record LessAvailable(long available) implements Notice {}

        /** Whether the total leaves the line out. A line of which there is less is counted in full: how many to buy is for the customer to say. */
        default boolean stopsBuying() {
            return switch (this) {
                case PriceChanged _, LessAvailable _ -> false;
                case CurrencyChanged(var _, var counted) -> !counted;
                case ProductUnavailable _, OutOfStock _ -> true;
            };
        }
    }

    /**
     * Prices a cart.
     *
     * @param products those of the cart; a line without one keeps what it says itself
     * @param currencyOfNothing for the total of an empty cart
     */
    public static PricedCart of(Cart cart, Map<UUID, Product> products, Currency currencyOfNothing) {
        var currency = currency(cart, products, currencyOfNothing);
        var lines = cart.lines().stream()
                .map(line -> priced(line, products.get(line.productId()), currency))
                .toList();
        var total = lines.stream()
                .filter(Line::canBeBought)
                .map(Line::lineTotal)
                .reduce(new Money(0, currency), Money::plus);
        return new PricedCart(lines, total, cart.version());
    }

    /**
     * What the total is in: the currency in which all that can be bought is sold now, which is the one that an order would be paid in. Where
     * it is sold in several, no order takes them together; then it is the one that the cart was filled in, if any is still sold in it.
     */
    private static Currency currency(Cart cart, Map<UUID, Product> products, Currency currencyOfNothing) {
        var now = cart.lines().stream()
                .filter(line -> !isArchived(products.get(line.productId())))
                .map(line -> price(line, products.get(line.productId())).currency())
                .distinct()
                .toList();
        var filled = cart.isEmpty()
                ? currencyOfNothing
                : cart.lines().getFirst().price().currency();
        return now.isEmpty() || now.contains(filled) ? filled : now.getFirst();
    }

    private static boolean isArchived(@Nullable Product product) {
        return product != null && product.archived();
    }

    private static Money price(CartLine line, @Nullable Product product) {
        return product == null ? line.price() : product.price();
    }

    private static Line priced(CartLine line, @Nullable Product product, Currency currency) {
        if (product == null) {
            return priced(line, line.sku(), line.name(), line.price(), List.of());
        }
        var notices = new ArrayList<Notice>();
        if (product.archived()) {
            notices.add(new Notice.ProductUnavailable());
        } else {
            shortage(line, product.available()).ifPresent(notices::add);
        }
        var now = product.price().currency();
        if (!now.equals(currency) || !now.equals(line.price().currency())) {
            notices.add(new Notice.CurrencyChanged(line.price(), now.equals(currency)));
        } else if (!product.price().equals(line.price())) {
            notices.add(new Notice.PriceChanged(line.price()));
        }
        return priced(line, product.sku(), product.name(), product.price(), notices);
    }

    private static Optional<Notice> shortage(CartLine line, @Nullable Long available) {
        if (available == null || available >= line.quantity()) {
            return Optional.empty();
        }
        return Optional.of(available <= 0 ? new Notice.OutOfStock() : new Notice.LessAvailable(available));
    }

    private static Line priced(CartLine line, String sku, String name, Money unitPrice, List<Notice> notices) {
        return new Line(
                line.productId(), sku, name, unitPrice, line.quantity(), unitPrice.times(line.quantity()), notices);
    }
}
