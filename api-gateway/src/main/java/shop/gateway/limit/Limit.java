package shop.gateway.limit;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;

/**
 * A bucket of tokens: each request takes one, and they come back at a steady rate.
 *
 * @param burst how many it holds, so how many may be taken at once
 * @param refill how many come back in each period
 */
public record Limit(
        @Positive long burst,
        @Positive long refill,
        @NotNull Duration period) {

    Duration timeToFill() {
        return period.multipliedBy(burst).dividedBy(refill);
    }
}
