package shop.inventory.domain;

/** One product of which more was asked for than is free. */
public record Shortage(ProductId product, String sku, long requested, long available) {}
