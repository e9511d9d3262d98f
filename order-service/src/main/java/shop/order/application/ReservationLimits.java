package shop.order.application;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How much one customer may hold without having paid.
 *
 * @param orders unpaid orders at a time
 * @param units units of one product in all of them
 */
public record ReservationLimits(
        @Min(1) @Max(10_000) int orders,
        @Min(1) @Max(1_000_000) int units) {}
