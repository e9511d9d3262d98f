package shop.payment.application;

import java.time.Duration;

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
        Duration every, Duration grace, Duration overlap, Duration fullEvery, Duration lookback) {}
