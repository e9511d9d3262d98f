package shop.cart.cart;

import java.util.List;
import java.util.UUID;

/**
 * What became of the lines of a guest's cart when its customer logged in. It is kept with the customer's cart until the customer changes
 * that, so that whoever reads the cart can see it.
 *
 * @param guest the key of the guest's cart
 */
public record GuestMerge(String guest, List<Merged> merged, List<Dropped> dropped) {

    public GuestMerge {
        merged = List.copyOf(merged);
        dropped = List.copyOf(dropped);
    }

    /**
     * What came into the customer's cart.
     *
     * @param quantity how many of it
     */
    public record Merged(UUID productId, String sku, String name, int quantity) {}

    /**
     * What was left out.
     *
     * @param quantity how many of it
     */
    public record Dropped(UUID productId, String sku, String name, int quantity, Reason reason) {}

    /** Why something was left out. */
    public enum Reason {
        CURRENCY_MISMATCH,
        CART_FULL,
        QUANTITY_LIMIT
    }
}
