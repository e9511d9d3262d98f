package shop.proof;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.proof.load.CheckoutCost;
import shop.proof.load.Checkouts;
import shop.proof.measure.Counter.Kind;

/**
 * What one checkout costs in what no machine can blur: transactions, statements, bytes written ahead, records and their deliveries. No time
 * is measured. Whoever makes a checkout cheaper lowers the bounds here; whoever makes it dearer says why.
 */
@Alone
class CheckoutCostJourney {

    /** The first ones fill caches and copies. */
    private static final int FIRST = 5;

    private static final int COUNTED = 20;

    /** Above what is measured (up to 11; 45.6; 16,200; 5; 15): what the idle fleet does is taken off by the clock, and not to the last statement. */
    private static final Map<Kind, Double> AT_MOST = new EnumMap<>(Map.of(
            Kind.COMMITS, 12.5,
            Kind.STATEMENTS, 48.0,
            Kind.WAL, 18_000.0,
            Kind.RECORDS, 5.5,
            Kind.DELIVERIES, 15.5));

    @Test
    void aCheckoutIsNoDearerThanItWas() throws Exception {
        try (var cost = new CheckoutCost();
                var checkouts = Checkouts.of(1)) {
            var _ = checkouts.oneByOne(FIRST);
            var counts = cost.alone(checkouts, COUNTED, Duration.ofSeconds(8)).counts();

            AT_MOST.forEach((kind, bound) -> System.out.printf(
                    Locale.ROOT, "%-40s %10.2f (at most %.0f)%n", kind.words(), counts.sum(kind), bound));
            assertSoftly(softly -> AT_MOST.forEach((kind, bound) -> softly.assertThat(counts.sum(kind))
                    .as("%s per checkout: %s", kind.words(), counts)
                    .isPositive()
                    .isLessThanOrEqualTo(bound)));
        }
    }
}
