package shop.inventory.application;

import java.time.Duration;

/**
 * How inventory-service treats holds that nobody ends.
 *
 * @param grace how long after its expiry a hold still waits: order-service ends its orders itself, and its clock and its events may lag
 * @param longest how long after it was asked for an extended hold may wait for its payment
 * @param batch how many holds one sweep ends at most
 */
public record HoldPolicy(Duration grace, Duration longest, int batch) {}
