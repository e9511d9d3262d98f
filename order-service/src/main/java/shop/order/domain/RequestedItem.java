package shop.order.domain;

/** How many of one product a customer wants, before anybody has looked at its price. */
public record RequestedItem(ProductId product, int quantity) {}
