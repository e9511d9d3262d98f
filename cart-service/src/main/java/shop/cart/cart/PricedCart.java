package shop.cart.cart;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.cart.product.Product;
import shop.kernel.Money;

/**
 * A cart at today's prices.
 *
 * @param total of the lines that can be bought
 * @param basis changes whenever the products of the cart do
 */
public record PricedCart(List<Line> lines, Money total, long version, int basis) {

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
    public enum Notice {
        PRICE_CHANGED,
        PRODUCT_UNAVAILABLE,
        CURRENCY_CHANGED;

        boolean stopsBuying() {
            return switch (this) {
                case PRICE_CHANGED -> false;
                case PRODUCT_UNAVAILABLE, CURRENCY_CHANGED -> true;
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
        var currency = cart.isEmpty()
                ? currencyOfNothing
                : cart.lines().getFirst().price().currency();
        var lines = cart.lines().stream()
                .map(line -> priced(line, products.get(line.productId())))
                .toList();
        var total = lines.stream()
                .filter(Line::canBeBought)
                .map(Line::lineTotal)
                .reduce(new Money(0, currency), Money::plus);
        var basis = cart.lines().stream()
                .map(line -> products.get(line.productId()))
                .map(product -> product == null ? 0L : product.version())
                .toList()
                .hashCode();
        return new PricedCart(lines, total, cart.version(), basis);
    }

    private static Line priced(CartLine line, @Nullable Product product) {
        if (product == null) {
            return priced(line, line.sku(), line.name(), line.price(), List.of());
        }
        if (!product.price().currency().equals(line.price().currency())) {
            return priced(line, product.sku(), product.name(), line.price(), List.of(Notice.CURRENCY_CHANGED));
        }
        var notices = new ArrayList<Notice>();
        if (product.archived()) {
            notices.add(Notice.PRODUCT_UNAVAILABLE);
        }
        if (!product.price().equals(line.price())) {
            notices.add(Notice.PRICE_CHANGED);
        }
        return priced(line, product.sku(), product.name(), product.price(), notices);
    }

    private static Line priced(CartLine line, String sku, String name, Money unitPrice, List<Notice> notices) {
        return new Line(
                line.productId(), sku, name, unitPrice, line.quantity(), unitPrice.times(line.quantity()), notices);
    }
}
