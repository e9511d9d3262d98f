package shop.product.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the whole result is made of.
 *
 * @param categories the largest first
 * @param prices only ranges that something is in
 * @param attributes the names that most products have first, and so their values
 */
public record SearchFacets(
        List<CategoryCount> categories,
        List<PriceRange> prices,
        List<AttributeCounts> attributes,
        StockCounts availability) {

    public SearchFacets {
        categories = List.copyOf(categories);
        prices = List.copyOf(prices);
        attributes = List.copyOf(attributes);
    }

    /** How many of the found products are in a category. */
    public record CategoryCount(String category, long count) {}

    /**
     * How many of the found products have a price in a range.
     *
     * @param from in minor units, within the range
     * @param to in minor units, the first one above it; null for the highest range
     */
    public record PriceRange(
            String currency, long from, @Nullable Long to, long count) {}

    /** How many of the found products have which value of an attribute. */
    public record AttributeCounts(String name, List<ValueCount> values) {

        public AttributeCounts {
            values = List.copyOf(values);
        }
    }

    /** How many of the found products have a value. */
    public record ValueCount(String value, long count) {}

    /** How many of the found products can be bought now. */
    public record StockCounts(long inStock, long outOfStock) {}
}
