package shop.cart.product;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;

/**
 * What a cart knows of a product.
 *
 * @param version the product's own, from product-service; a newer one replaces an older one
 * @param available how many are neither sold nor held, by the last word of inventory-service; null before the first
 */
public record Product(
        UUID id,
        String sku,
        String name,
        Money price,
        boolean archived,
        long version,
        @Nullable Long available) {}
