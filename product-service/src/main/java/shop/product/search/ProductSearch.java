package shop.product.search;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to look for; what is null or empty does not narrow the result.
 *
 * @param text words, of which the product has all; taken literally
 * @param categories slugs, of which the product has at least one
 * @param currency the price in this currency is meant, and the product has one; without it the product's first price, whatever its currency
 * @param minPrice in minor units
 * @param maxPrice in minor units
 * @param inStock whether at least one can be bought
 * @param attributes values by name; the product has one of the values of each name
 */
public record ProductSearch(
        @Nullable String text,
        @Nullable Set<String> categories,
        @Nullable String currency,
        @Nullable Long minPrice,
        @Nullable Long maxPrice,
        @Nullable Boolean inStock,
        Map<String, Set<String>> attributes) {

    public ProductSearch {
        text = text == null || text.isBlank() ? null : text.strip();
        categories = categories == null ? null : Set.copyOf(categories);
        attributes = Map.copyOf(attributes);
    }
}
