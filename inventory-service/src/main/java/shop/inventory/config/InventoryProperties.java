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
 * @param holdGrace how long after its expiry an unpaid hold still waits, and how long until order-service is asked about it again
 * @param sweepEvery the pause between two looks for holds that ran out
 * @param sweepBatch how many holds one look asks about at most
 * @param holdWorkers how many transactions of holds may run side by side
 * @param holdBatch how many holds that wait at the same time one transaction takes at most
 * @param holdBatchLines how many lines these may have together
 * @param holdQueue how many holds may wait; one more is answered with 503 at once
 * @param holdPatience how long a request for a hold waits before it is answered with 503; shorter than its callers wait
 * @param ledgerCheckEvery the pause between two looks whether what was moved since the last one adds up to the stock
 * @param ledgerFullCheckEvery the pause between two looks whether all movements do
 * @param holdRetention how long a hold is kept after its stock was given back
 * @param lowStock {@code ?lowStock=true} lists what has no more than this available
 */
@Validated
@ConfigurationProperties("inventory")
public record InventoryProperties(
        @DurationMin(seconds = 0) Duration holdGrace,
        @DurationMin(millis = 10) Duration sweepEvery,
        @Min(1) @Max(10_000) int sweepBatch,
        @Min(1) @Max(16) int holdWorkers,
        @Min(1) @Max(10_000) int holdBatch,
        @Min(1) @Max(100_000) int holdBatchLines,
        @Min(1) @Max(100_000) int holdQueue,
        @DurationMin(millis = 1) Duration holdPatience,
        @DurationMin(seconds = 1) Duration ledgerCheckEvery,
        @DurationMin(seconds = 1) Duration ledgerFullCheckEvery,
        // Payment-service's reconciliation looks back thirty days.
        @DurationMin(days = 31) Duration holdRetention,
        @PositiveOrZero long lowStock) {}
