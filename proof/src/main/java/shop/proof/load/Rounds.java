package shop.proof.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** A ratio, measured several times in turns; the median speaks, since a busy machine spoils single rounds. */
final class Rounds {

    @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "8", description = "Of each measurement. Default: ${DEFAULT-VALUE}")
    private int seconds;

    /** One measurement of both sides of the ratio; prints its figures itself. */
    @FunctionalInterface
    interface Round {
        double ratio(int number, Duration each) throws Exception;
    }

    /**
     * Returns the median.
     *
     * @param wanted what the ratio should be, in words
     */
    double run(Round round, String wanted) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (var number = 1; number <= rounds; number++) {
            ratios.add(round.ratio(number, Duration.ofSeconds(seconds)));
        }
        var median = ratios.stream().sorted().toList().get(ratios.size() / 2);
        System.out.printf(Locale.ROOT, "median of the ratios: %.2f (wanted: %s)%n", median, wanted);
        return median;
    }
}
