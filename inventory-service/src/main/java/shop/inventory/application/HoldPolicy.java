package shop.inventory.application;

import java.time.Duration;

/**
 * How inventory-service treats holds that nobody ends.
 *
 * @param grace how long after its expiry a hold still waits, and again each time that its order lives or nobody can say
 * @param batch how many holds one sweep looks at, at most
 */
public record HoldPolicy(Duration grace, int batch) {}
