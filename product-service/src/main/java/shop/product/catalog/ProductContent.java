package shop.product.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * What an administrator says about a product.
 *
 * @param price the default, which carts and orders count with
 * @param prices in further currencies, one each
 * @param attributes free names and values: text, numbers, booleans, and lists and maps of them
 */
public record ProductContent(
        String sku,
        String name,
        @Nullable String description,
        Money price,
        List<Money> prices,
        List<String> categories,
        Map<String, Object> attributes,
        List<String> images) {

    public ProductContent {
        prices = List.copyOf(prices);
        categories = List.copyOf(categories);
        // Not Map.copyOf, which would forget the order that the administrator chose.
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        images = List.copyOf(images);
    }

    /** The same with other images. */
    public ProductContent withImages(List<String> others) {
        return new ProductContent(sku, name, description, price, prices, categories, attributes, others);
    }

    /** With a price in one currency only. */
    public ProductContent(
            String sku,
            String name,
            @Nullable String description,
            Money price,
            List<String> categories,
            Map<String, Object> attributes,
            List<String> images) {
        this(sku, name, description, price, List.of(), categories, attributes, images);
    }
}
