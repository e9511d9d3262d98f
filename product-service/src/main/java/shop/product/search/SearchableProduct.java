package shop.product.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * What the index reads of {@code product.updated.v1}.
 *
 * @param prices in further currencies
 */
record SearchableProduct(
        UUID productId,
        String sku,
        String name,
        @Nullable String description,
        Money price,
        List<Money> prices,
        List<String> categories,
        Map<String, Object> attributes,
        boolean archived,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    SearchableProduct {
        Objects.requireNonNull(productId, "productId");
        Objects.requireNonNull(sku, "sku");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        prices = prices == null ? List.of() : List.copyOf(prices);
        categories = categories == null ? List.of() : List.copyOf(categories);
        attributes = attributes == null ? Map.of() : attributes;
    }
}
