package shop.order.application;

import java.time.Duration;

/**
 * How order-service ends orders that nobody paid in time.
 *
 * @param pause the shortest time between two looks, and the first pause before payment-service is asked again about one order
 * @param longestPause after which a look is taken in any case: finds what other instances placed
 * @param settle how long after its deadline an order waits at least, so that an attempt to pay that began in time is known
 * @param alertAfter how long after its deadline an order that cannot be ended is an alert
 * @param batch how many one transaction ends at most
 */
public record ExpiryPolicy(Duration pause, Duration longestPause, Duration settle, Duration alertAfter, int batch) {}
