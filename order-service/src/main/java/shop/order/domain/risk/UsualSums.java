package shop.order.domain.risk;

/**
 * What the shop's paid orders cost in one currency.
 *
 * @param mean of the logarithms of their sums in minor units
 * @param deviation of the same
 */
public record UsualSums(double mean, double deviation) {

    /** Sums that hardly differ would make every other sum look strange. */
    private static final double LEAST_DEVIATION = 0.5;

    double deviations(long amountMinor) {
        return (Math.log1p((double) amountMinor) - mean) / Math.max(deviation, LEAST_DEVIATION);
    }
}
