package shop.order.domain;

/** How far the goods have come. */
public enum FulfillmentStatus {
    NONE,
    SHIPPED,
    DELIVERED
}
