package shop.order.client;

import java.time.Duration;

/**
 * How much of another service's trouble is borne.
 *
 * @param maxConcurrent calls to one service at a time
 * @param maxWait how long a call waits for its turn
 * @param circuitOpenDuration how long a service that failed often is left alone
 */
public record ClientPolicy(int maxConcurrent, Duration maxWait, Duration circuitOpenDuration) {}
