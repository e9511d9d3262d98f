package shop.order.application;

import java.time.Duration;

/**
 * How many may follow their orders, and how.
 *
 * @param perCustomer connections of one customer to this instance
 * @param atOnce connections to this instance
 * @param beat the pause after which a silent connection gets a sign of life
 * @param sendPatience how long a client may take to receive
 */
public record LivePolicy(int perCustomer, int atOnce, Duration beat, Duration sendPatience) {}
