package shop.inventory.domain;

import java.util.UUID;

/** One attempt of order-service to place an order. A request that is sent again is another attempt at the same order. */
public record AttemptId(UUID value) {}
