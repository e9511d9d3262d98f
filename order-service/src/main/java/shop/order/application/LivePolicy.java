package shop.order.application;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * How many may follow their orders, and how.
 *
 * @param maxPerCustomer connections of one customer to this instance
 * @param maxConcurrent connections to this instance
 * @param heartbeatInterval the pause after which a silent connection gets a heartbeat
 * @param sendTimeout how long a WebSocket waits for a slow client before it is closed
 */
public record LivePolicy(
        @Min(1) @Max(1_000) int maxPerCustomer,
        @Min(1) @Max(100_000) int maxConcurrent,
        @NotNull @DurationMin(millis = 100) Duration heartbeatInterval,
        @NotNull @DurationMin(millis = 100) Duration sendTimeout) {}
