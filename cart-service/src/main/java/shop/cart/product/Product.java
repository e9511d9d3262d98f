package shop.cart.product;

import java.util.UUID;
import shop.kernel.Money;

/**
 * What a cart knows of a product.
 *
 * @param version the product's own, from product-service; a newer one replaces an older one
 */
public record Product(UUID id, String sku, String name, Money price, boolean archived, long version) {}
