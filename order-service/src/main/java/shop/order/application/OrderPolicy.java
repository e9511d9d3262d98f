package shop.order.application;

import java.time.Duration;

/**
 * How long order-service waits for money.
 *
 * @param reservation how long the stock of an unpaid order is held
 * @param extension how much longer it is held, once, when somebody begins to pay; zero for never
 * @param callsBeginWithin how long after a request has come it may begin to call another service
 * @param expiryBatch how many orders one transaction of the timer ends at most
 */
public record OrderPolicy(Duration reservation, Duration extension, Duration callsBeginWithin, int expiryBatch) {}
