package shop.cart.product;

import java.util.UUID;

/**
 * How much of a product can be had.
 *
 * @param version the stock's own, from inventory-service; a newer one replaces an older one
 */
public record Availability(UUID productId, long available, long version) {}
