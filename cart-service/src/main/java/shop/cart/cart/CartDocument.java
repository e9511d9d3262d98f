package shop.cart.cart;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.mapping.Document;
import shop.kernel.Money;

/**
 * A cart as MongoDB stores it: all of it in one document, so that one write changes the lines and remembers why.
 *
 * @param expiresAt when it is abandoned, and {@link AbandonedCarts} may drop it; null for a customer's, which stays
 * @param guestMerges null in a document from before these were kept
 */
@Document("carts")
record CartDocument(
        @Id String id,
        List<Line> lines,
        List<UUID> paidOrders,
        List<String> mergedCarts,
        @Nullable List<GuestMerge> guestMerges,
        boolean closed,
        @Nullable Instant expiresAt,
        @Version long version) {

    record Line(UUID productId, String sku, String name, Money price, int quantity) {}

    static CartDocument of(Cart cart, @Nullable Instant expiresAt) {
        var lines = cart.lines().stream()
                .map(line -> new Line(line.productId(), line.sku(), line.name(), line.price(), line.quantity()))
                .toList();
        return new CartDocument(
                cart.key().value(),
                lines,
                cart.paidOrders(),
                cart.mergedCarts(),
                cart.guestMerges(),
                cart.closed(),
                expiresAt,
                cart.version());
    }

    Cart cart() {
        var copied = lines.stream()
                .map(line -> new CartLine(line.productId(), line.sku(), line.name(), line.price(), line.quantity()))
                .toList();
        return new Cart(
                new CartKey(id),
                copied,
                paidOrders,
                mergedCarts,
                Objects.requireNonNullElse(guestMerges, List.of()),
                closed,
                version);
    }
}
