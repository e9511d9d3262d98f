package shop.cart.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

    /** What the customer should know of a line before buying; the last two fields come with the codes that they belong to. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notice(
            @Schema(
                    allowableValues = {
                        "price_changed",
                        "product_unavailable",
                        "currency_changed",
                        "out_of_stock",
                        "less_available"
                    })
            String code,

            String message,

            @Schema(
                    description =
                            "With price_changed and currency_changed: what it cost when this was put into the cart")
            @Nullable Money previousPrice,

            @Schema(description = "With less_available: how many there are") @Nullable Long available) {

        static Notice of(PricedCart.Notice notice) {
            return switch (notice) {
                case PricedCart.Notice.PriceChanged(var previous) ->
                    new Notice(
                            "price_changed",
                            "The price is another one than when this was put into the cart.",
                            previous,
                            null);
                case PricedCart.Notice.ProductUnavailable _ ->
                    of("product_unavailable", "This is not sold any more; the total does not count it.");
                case PricedCart.Notice.CurrencyChanged(var previous, var counted) ->
                    new Notice(
                            "currency_changed",
                            counted
                                    ? "This is now sold in another currency than when it was put into the cart."
                                    : "This is now sold in another currency than the rest of the cart; the total does not"
                                            + " count it, and it cannot be ordered together with the rest.",
                            previous,
                            null);
                case PricedCart.Notice.OutOfStock _ ->
                    of("out_of_stock", "There is nothing left of this just now; the total does not count it.");
                case PricedCart.Notice.LessAvailable(var available) ->
                    new Notice("less_available", "There are fewer left than are in the cart.", null, available);
            };
        }

        private static Notice of(String code, String message) {
            return new Notice(code, message, null, null);
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
