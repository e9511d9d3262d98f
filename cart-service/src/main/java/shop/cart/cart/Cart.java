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
 * @param guestMerges what became of the lines of guest carts since the customer last changed this cart, the oldest first
 * @param closed whether a customer is taking this guest cart over; nothing is put into it any more
 * @param version counts the changes; 0 for a cart that was never stored
 */
public record Cart(
        CartKey key,
        List<CartLine> lines,
        List<UUID> paidOrders,
        List<String> mergedCarts,
        List<GuestMerge> guestMerges,
        boolean closed,
        long version) {

    /** As many as an order may have, so that every cart can be ordered. */
    public static final int MOST_LINES = 100;

    public static final int MOST_OF_A_PRODUCT = 999;

    /** Far more than the orders of one customer that can be on their way at once, so that no event can come again after it was forgotten. */
    private static final int REMEMBERED = 200;

    /** A customer who logs in on one device after another without ever changing the cart is shown the last few merges. */
    private static final int SHOWN_MERGES = 5;

    public Cart {
        lines = List.copyOf(lines);
        paidOrders = List.copyOf(paidOrders);
        mergedCarts = List.copyOf(mergedCarts);
        guestMerges = List.copyOf(guestMerges);
    }

    static Cart empty(CartKey key) {
        return new Cart(key, List.of(), List.of(), List.of(), List.of(), false, 0);
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
        return new Cart(
                key, left, remember(paidOrders, orderId, REMEMBERED), mergedCarts, guestMerges, closed, version);
    }

    /**
     * Pours a guest's cart into this one. Quantities of one product are added up to {@value #MOST_OF_A_PRODUCT}; lines that do not fit
     * in, and lines in another currency, are left out, and {@link #guestMerges} says so. A repeat changes nothing.
     */
    public Cart merge(Cart guest) {
        if (mergedCarts.contains(guest.key().value())) {
            return this;
        }
        var known = remember(mergedCarts, guest.key().value(), REMEMBERED);
        if (guest.isEmpty()) {
            return new Cart(key, lines, paidOrders, known, guestMerges, closed, version);
        }
        var cart = this;
        var merged = new ArrayList<GuestMerge.Merged>();
        var dropped = new ArrayList<GuestMerge.Dropped>();
        for (var line : guest.lines()) {
            var fitting = cart.fitting(line);
            if (fitting > 0) {
                cart = cart.pour(line.withQuantity(fitting));
                merged.add(new GuestMerge.Merged(line.productId(), line.sku(), line.name(), fitting));
            }
            if (fitting < line.quantity()) {
                dropped.add(new GuestMerge.Dropped(
                        line.productId(),
                        line.sku(),
                        line.name(),
                        line.quantity() - fitting,
                        cart.reasonAgainst(line)));
            }
        }
        var merge = new GuestMerge(guest.key().value(), merged, dropped);
        return new Cart(
                key, cart.lines, paidOrders, known, remember(guestMerges, merge, SHOWN_MERGES), closed, version);
    }

    /** What became of the lines of this guest cart; empty if it had none, or the customer has changed the cart since. */
    public Optional<GuestMerge> mergeOf(CartKey guest) {
        return guestMerges.stream()
                .filter(merge -> merge.guest().equals(guest.value()))
                .findFirst();
    }

    Cart close() {
        return new Cart(key, lines, paidOrders, mergedCarts, guestMerges, true, version);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** How many of a guest's line this cart can take. */
    private int fitting(CartLine line) {
        var present = line(line.productId());
        if (present.isPresent()) {
            return Math.min(line.quantity(), MOST_OF_A_PRODUCT - present.get().quantity());
        }
        return lines.size() < MOST_LINES && isInSameCurrency(line) ? line.quantity() : 0;
    }

    private GuestMerge.Reason reasonAgainst(CartLine line) {
        if (line(line.productId()).isPresent()) {
            return GuestMerge.Reason.QUANTITY_LIMIT;
        }
        return isInSameCurrency(line) ? GuestMerge.Reason.CART_FULL : GuestMerge.Reason.CURRENCY_MISMATCH;
    }

    private boolean isInSameCurrency(CartLine line) {
        return isEmpty()
                || lines.getFirst().price().currency().equals(line.price().currency());
    }

    private Cart pour(CartLine line) {
        return line(line.productId())
                .map(present -> replace(present.withQuantity(present.quantity() + line.quantity())))
                .orElseGet(() -> append(line));
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

    /** A change by the customer, who has seen what was merged by then. */
    private Cart withLines(List<CartLine> next) {
        return new Cart(key, next, paidOrders, mergedCarts, List.of(), closed, version);
    }

    private static <T> List<T> remember(List<T> known, T more, int most) {
        var all = new ArrayList<>(known);
        all.add(more);
        return all.subList(Math.max(0, all.size() - most), all.size());
    }
}
