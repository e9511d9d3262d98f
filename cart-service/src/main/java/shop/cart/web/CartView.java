package shop.cart.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.cart.cart.GuestMerge;
import shop.cart.cart.PricedCart;
import shop.kernel.Money;

/** A cart as its owner sees it. */
record CartView(List<Item> items, Money total, List<CartNotice> notices, long version) {

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

    /** What became of a line of the guest's cart, until the cart is changed; the reason comes with what was left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CartNotice(
            @Schema(allowableValues = {"guest_item_merged", "guest_item_dropped"})
            String code,

            String message,
            UUID productId,
            String sku,
            String name,

            @Schema(description = "How many came into the cart, or were left out")
            int quantity,

            @Schema(
                    description = "Why it was left out",
                    allowableValues = {"currency_mismatch", "cart_full", "quantity_limit"})
            @Nullable String reason) {

        static Stream<CartNotice> of(GuestMerge merge) {
            return Stream.concat(
                    merge.merged().stream().map(CartNotice::of),
                    merge.dropped().stream().map(CartNotice::of));
        }

        private static CartNotice of(GuestMerge.Merged line) {
            return new CartNotice(
                    "guest_item_merged",
                    "This was put into the cart before logging in.",
                    line.productId(),
                    line.sku(),
                    line.name(),
                    line.quantity(),
                    null);
        }

        private static CartNotice of(GuestMerge.Dropped line) {
            var message = switch (line.reason()) {
                case CURRENCY_MISMATCH ->
                    "This was put into the cart before logging in and left out: it is sold in another currency than"
                            + " the rest of the cart.";
                case CART_FULL ->
                    "This was put into the cart before logging in and left out: the cart holds as many products"
                            + " as it can.";
                case QUANTITY_LIMIT ->
                    "This was put into the cart before logging in and left out: the cart holds as many of it as"
                            + " it can.";
            };
            return new CartNotice(
                    "guest_item_dropped",
                    message,
                    line.productId(),
                    line.sku(),
                    line.name(),
                    line.quantity(),
                    reasonCode(line.reason()));
        }
    }

    static String reasonCode(GuestMerge.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    static CartView of(PricedCart cart, List<GuestMerge> merges) {
        return new CartView(
                cart.lines().stream().map(Item::of).toList(),
                cart.total(),
                merges.stream().flatMap(CartNotice::of).toList(),
                cart.version());
    }
}
