package shop.order.application;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * When an order counts as stuck.
 *
 * @param grace how long after it should have been done a step of ours is late
 * @param unshipped how long a paid order may wait to be shipped
 */
public record StuckPolicy(
        @NotNull @DurationMin(seconds = 1) Duration grace,
        @NotNull @DurationMin(seconds = 1) Duration unshipped) {}
