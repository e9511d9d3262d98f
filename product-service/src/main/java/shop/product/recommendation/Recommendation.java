package shop.product.recommendation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.product.reads.CachedProduct;

/** A product that can be bought now, and why it is shown. */
public record Recommendation(CachedProduct product, Reason reason) {

    /**
     * Why.
     *
     * @param code {@code bought_together}, {@code similar} or {@code popular}
     * @param text the same for people
     * @param productId what it goes with
     * @param orders how many orders have it, with the other one if there is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(
            String code,
            String text,
            @Nullable UUID productId,
            @Nullable Integer orders) {

        static Reason boughtTogether(UUID other, @Nullable String name, int orders) {
            var with = name == null ? "bought together" : "bought with " + name;
            // A trained model also knows what is bought instead of each other, or with the same things.
            return orders > 0
                    ? new Reason("bought_together", with + " in " + counted(orders), other, orders)
                    : new Reason(
                            "bought_together",
                            "bought in orders like those with " + (name == null ? "it" : name),
                            other,
                            null);
        }

        static Reason similar(UUID other, String name) {
            return new Reason("similar", "similar to " + name, other, null);
        }

        static Reason popular(int orders) {
            return new Reason("popular", "bought in " + counted(orders), null, orders);
        }

        private static String counted(int orders) {
            return orders == 1 ? "1 order" : orders + " orders";
        }
    }
}
