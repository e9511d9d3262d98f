package shop.cart.cart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import shop.cart.product.Product;

/**
 * A cart. All of it is in one currency, which the first line decides.
 *
 * @param paidOrders the last orders whose lines were taken out, so that an event that comes twice takes them out once
 * @param mergedCarts the last guest carts that were poured into this one, for the same reason
 * @param closed whether a customer is taking this guest cart over; nothing is put into it any more
 * @param version counts the changes; 0 for a cart that was never stored
 */
public record Cart(
        CartKey key,
        List<CartLine> lines,
        List<UUID> paidOrders,
        List<String> mergedCarts,
        boolean closed,
        long version) {

    /** As many as an order may have, so that every cart can be ordered. */
    public static final int MOST_LINES = 100;

    public static final int MOST_OF_A_PRODUCT = 999;

    /** Far more than the orders of one customer that can be on their way at once, so that no event can come again after it was forgotten. */
    private static final int REMEMBERED = 200;

    public Cart {
        lines = List.copyOf(lines);
        paidOrders = List.copyOf(paidOrders);
        mergedCarts = List.copyOf(mergedCarts);
    }

    static Cart empty(CartKey key) {
        return new Cart(key, List.of(), List.of(), List.of(), false, 0);
    }

    /** Puts more of a product into the cart. */
    public Cart add(Product product, int quantity) {
        var present = line(product.id()).map(CartLine::quantity).orElse(0);
        return put(product, present + quantity);
    }

    /** Says how many of a product that is in the cart there shall be. */
    public Cart setQuantity(Product product, int quantity) {
        requireLine(product.id());
        return put(product, quantity);
    }

    public Cart remove(UUID productId) {
        requireLine(productId);
        return withLines(lines.stream()
                .filter(line -> !line.productId().equals(productId))
                .toList());
    }

    public void requireLine(UUID productId) {
        if (line(productId).isEmpty()) {
            throw new CartException.NotInCart(productId);
        }
    }

    public Cart clear() {
        return withLines(List.of());
    }

    /** Takes out what an order has paid for; more of a product than was paid for stays. A repeat changes nothing. */
    public Cart takeOutPaid(UUID orderId, Map<UUID, Integer> bought) {
        if (paidOrders.contains(orderId)) {
            return this;
        }
        var left = lines.stream()
                .map(line -> line.withQuantity(line.quantity() - bought.getOrDefault(line.productId(), 0)))
                .filter(line -> line.quantity() > 0)
                .toList();
        return new Cart(key, left, remember(paidOrders, orderId), mergedCarts, closed, version);
    }

    /**
     * Pours a guest's cart into this one. Quantities of one product are added up to {@value #MOST_OF_A_PRODUCT}; lines that do not fit
     * in, and lines in another currency, are left out. A repeat changes nothing.
     */
    public Cart merge(Cart guest) {
        if (mergedCarts.contains(guest.key().value())) {
            return this;
        }
        var merged = this;
        for (var line : guest.lines()) {
            merged = merged.pour(line);
        }
        return new Cart(
                key, merged.lines, paidOrders, remember(mergedCarts, guest.key().value()), closed, version);
    }

    Cart close() {
        return new Cart(key, lines, paidOrders, mergedCarts, true, version);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    private Cart pour(CartLine line) {
        var present = line(line.productId());
        if (present.isPresent()) {
            var sum = Math.min(present.get().quantity() + line.quantity(), MOST_OF_A_PRODUCT);
            return replace(present.get().withQuantity(sum));
        }
        var fits = lines.size() < MOST_LINES
                && (isEmpty()
                        || lines.getFirst()
                                .price()
                                .currency()
                                .equals(line.price().currency()));
        return fits ? append(line) : this;
    }

    private Cart put(Product product, int quantity) {
        if (quantity > MOST_OF_A_PRODUCT) {
            throw new CartException.TooMany(product.id(), quantity);
        }
        requireSameCurrency(product);
        var line = CartLine.of(product, quantity);
        if (line(product.id()).isPresent()) {
            return replace(line);
        }
        if (lines.size() >= MOST_LINES) {
            throw new CartException.Full();
        }
        return append(line);
    }

    /** The product's own line does not count: its price may have moved to another currency while it lay here alone. */
    private void requireSameCurrency(Product product) {
        var currency = product.price().currency();
        lines.stream()
                .filter(line -> !line.productId().equals(product.id()))
                .map(line -> line.price().currency())
                .filter(other -> !other.equals(currency))
                .findFirst()
                .ifPresent(other -> {
                    throw new CartException.CurrencyMismatch(currency, other);
                });
    }

    private Optional<CartLine> line(UUID productId) {
        return lines.stream().filter(line -> line.productId().equals(productId)).findFirst();
    }

    private Cart append(CartLine line) {
        return withLines(Stream.concat(lines.stream(), Stream.of(line)).toList());
    }

    private Cart replace(CartLine changed) {
        UnaryOperator<CartLine> change = line -> line.productId().equals(changed.productId()) ? changed : line;
        return withLines(lines.stream().map(change).toList());
    }

    private Cart withLines(List<CartLine> next) {
        return new Cart(key, next, paidOrders, mergedCarts, closed, version);
    }

    private static <T> List<T> remember(List<T> known, T more) {
        var all = new ArrayList<>(known);
        all.add(more);
        return all.subList(Math.max(0, all.size() - REMEMBERED), all.size());
    }
}
