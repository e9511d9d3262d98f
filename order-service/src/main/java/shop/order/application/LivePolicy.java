package shop.order.application;

import java.time.Duration;

/**
 * How many may follow their orders, and how.
 *
 * @param maxPerCustomer connections of one customer to this instance
 * @param maxConcurrent connections to this instance
 * @param heartbeatInterval the pause after which a silent connection gets a heartbeat
 * @param sendTimeout how long a client may take to receive
 */
public record LivePolicy(int maxPerCustomer, int maxConcurrent, Duration heartbeatInterval, Duration sendTimeout) {}
