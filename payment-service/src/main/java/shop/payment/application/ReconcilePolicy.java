package shop.payment.application;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * When and how far the records are compared.
 *
 * @param every the pause between two runs
 * @param grace how old a difference must be to be one: younger ones are news on their way
 * @param overlap how much of what the last run saw is looked at again
 * @param fullEvery the pause between two runs that look back as far as they can, and at all of the ledger
 * @param lookback how far back a full run looks at least; further if a drift that is still open is older
 */
public record ReconcilePolicy(
        @DurationMin(seconds = 1) Duration every,
        @DurationMin(seconds = 0) Duration grace,
        @DurationMin(minutes = 1) @DurationMax(days = 1) Duration overlap,
        @DurationMin(hours = 1) @DurationMax(days = 30) Duration fullEvery,
        @DurationMin(hours = 1) @DurationMax(days = 30) Duration lookback) {}
