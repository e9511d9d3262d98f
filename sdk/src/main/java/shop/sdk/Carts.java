package shop.sdk;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/** The caller's own cart: a customer's by the token, a guest's by the cookie {@value #GUEST_COOKIE}. */
public final class Carts {

    public static final String GUEST_COOKIE = "cart";

    private static final String PATH = "/api/cart";
    private static final String ITEMS = PATH + "/items";

    private final ShopClient client;

    Carts(ShopClient client) {
        this.client = client;
    }

    public record Cart(List<Item> items, Money total, List<CartNotice> notices, long version) {}

    public record Item(
            UUID productId,
            String sku,
            String name,
            Money unitPrice,
            int quantity,
            Money lineTotal,
            List<Notice> notices) {}

    /** What became of a line's product since the line was last changed. */
    public record Notice(
            String code,
            String message,
            @Nullable Money previousPrice,
            @Nullable Long available) {}

    /** What became of a line of the guest's cart. */
    public record CartNotice(
            String code,
            String message,
            UUID productId,
            String sku,
            String name,
            int quantity,
            @Nullable String reason) {}

    /** A guest's first line comes with the cookie of the new cart. */
    public Reply<Cart> get() {
        return client.send(Call.get(PATH), ReplyType.of(Cart.class));
    }

    public Reply<Cart> add(UUID product, int quantity) {
        return client.send(
                Call.post(ITEMS).json(Map.of("productId", product, "quantity", quantity)), ReplyType.of(Cart.class));
    }

    public Reply<Cart> setQuantity(UUID product, int quantity) {
        return client.send(
                Call.patch(ITEMS + "/" + product).json(Map.of("quantity", quantity)), ReplyType.of(Cart.class));
    }

    public void remove(UUID product) {
        client.send(Call.delete(ITEMS + "/" + product));
    }

    public void clear() {
        client.send(Call.delete(PATH));
    }
}
