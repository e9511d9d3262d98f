package shop.order.domain;

/** One product of which the order wants more than is free. */
public record Shortage(ProductId product, String sku, long requested, long available) {}
