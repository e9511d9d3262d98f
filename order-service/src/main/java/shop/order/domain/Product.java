package shop.order.domain;

import shop.kernel.Money;

/**
 * What an order has to know of a product.
 *
 * @param version of the product; a copy is never replaced by an older one
 * @param archived no longer sold
 */
public record Product(ProductId id, long version, String sku, String name, Money price, boolean archived) {}
