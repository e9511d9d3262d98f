package shop.payment.application;

import java.time.Duration;

/**
 * When and how far the books are compared.
 *
 * @param every the pause between two runs
 * @param grace how old a difference must be to be one: younger ones are news on their way
 * @param lookback how far back a run looks at least; further if a drift that is still open is older
 */
public record ReconcilePolicy(Duration every, Duration grace, Duration lookback) {}
