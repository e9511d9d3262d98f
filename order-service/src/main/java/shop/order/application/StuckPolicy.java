package shop.order.application;

import java.time.Duration;

/**
 * When an order counts as stuck.
 *
 * @param grace how long after it should have been done a step of ours is late
 * @param unshipped how long a paid order may wait to be shipped
 */
public record StuckPolicy(Duration grace, Duration unshipped) {}
