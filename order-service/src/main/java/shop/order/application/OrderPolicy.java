package shop.order.application;

import java.time.Duration;

/**
 * How long order-service waits for money.
 *
 * @param reservation how long the stock of an unpaid order is held
 * @param expiryBatch how many orders one transaction of the timer ends at most
 */
public record OrderPolicy(Duration reservation, int expiryBatch) {}
