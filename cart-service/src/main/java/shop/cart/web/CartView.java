package shop.cart.web;

import java.util.List;
import java.util.UUID;
import shop.cart.cart.PricedCart;
import shop.kernel.Money;
import shop.web.version.ETags;

/** A cart as its owner sees it. */
record CartView(List<Item> items, Money total, long version) {

    record Item(
            UUID productId,
            String sku,
            String name,
            Money unitPrice,
            int quantity,
            Money lineTotal,
            List<Notice> notices) {

        static Item of(PricedCart.Line line) {
            return new Item(
                    line.productId(),
                    line.sku(),
                    line.name(),
                    line.unitPrice(),
                    line.quantity(),
                    line.lineTotal(),
                    line.notices().stream().map(Notice::of).toList());
        }
    }

    record Notice(String code, String message) {

        static Notice of(PricedCart.Notice notice) {
            return switch (notice) {
                case PRICE_CHANGED ->
                    new Notice("price_changed", "The price is another one than when this was put into the cart.");
                case PRODUCT_UNAVAILABLE ->
                    new Notice("product_unavailable", "This is not sold any more; the total does not count it.");
                case CURRENCY_CHANGED ->
                    new Notice(
                            "currency_changed", "This is now sold in another currency; the total does not count it.");
            };
        }
    }

    static CartView of(PricedCart cart) {
        return new CartView(cart.lines().stream().map(Item::of).toList(), cart.total(), cart.version());
    }

    /** Names the products' state too, so that a cached copy is fresh; {@code If-Match} looks at the version alone. */
    static String eTag(PricedCart cart) {
        return ETags.of(cart.version(), Integer.toHexString(cart.basis()));
    }
}
