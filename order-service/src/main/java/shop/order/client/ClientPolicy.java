package shop.order.client;

import java.time.Duration;

/**
 * How much of another service's trouble is borne.
 *
 * @param atOnce calls to one service at a time
 * @param patience how long a call waits for its turn
 * @param openFor how long a service that failed often is left alone
 */
public record ClientPolicy(int atOnce, Duration patience, Duration openFor) {}
