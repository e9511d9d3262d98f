package shop.product.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to look for; what is null does not narrow the result.
 *
 * @param text every word of it must begin a word of the product, whatever its case; taken literally
 * @param categories slugs, of which the product has at least one
 * @param minPrice in minor units, whatever the currency
 * @param maxPrice in minor units, whatever the currency
 * @param inStock whether at least one can be bought
 */
public record ProductSearch(
        @Nullable String text,
        @Nullable Set<String> categories,
        @Nullable Long minPrice,
        @Nullable Long maxPrice,
        @Nullable Boolean inStock) {}
