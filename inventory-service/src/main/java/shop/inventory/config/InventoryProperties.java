package shop.inventory.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of inventory-service.
 *
 * @param holdGrace how long after its expiry an unpaid hold still waits for order-service to end it
 * @param sweepEvery the pause between two looks for holds that ran out
 * @param sweepBatch how many holds one look ends at most
 * @param lowStock {@code ?lowStock=true} lists what has no more than this available
 */
@Validated
@ConfigurationProperties("inventory")
public record InventoryProperties(
        @DurationMin(seconds = 0) Duration holdGrace,
        @DurationMin(millis = 10) Duration sweepEvery,
        @Min(1) @Max(10_000) int sweepBatch,
        @PositiveOrZero long lowStock) {}
