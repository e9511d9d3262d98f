package shop.order.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a score finds what it should.
 *
 * @param auc probability that one that should be found has a higher score than one that should not; equal ones count half
 * @param averagePrecision mean of the precision at each one that should be found
 * @param precisionAtOnePercent share of those that should be found among the hundredth with the highest scores
 * @param brier mean squared error of the score taken as a probability; NaN for a score that is none
 * @param bins calibration by tenths of the samples
 */
record Metrics(
        int samples,
        int positives,
        double auc,
        double averagePrecision,
        double precisionAtOnePercent,
        double brier,
        List<Bin> bins) {

    private static final int BINS = 10;
    private static final double ONE_PERCENT = 0.01;

    /** What a tenth was given on average, and what share of it should have been found. */
    record Bin(int samples, double meanScore, double observed) {}

    static Metrics of(List<Sample> samples, ToDoubleFunction<Sample> score, boolean isProbability) {
        var scored = samples.stream()
                .map(sample -> new Scored(score.applyAsDouble(sample), sample.label()))
                .sorted(Comparator.comparingDouble(Scored::score))
                .toList();
        var positives = (int) scored.stream().filter(Scored::label).count();
        return new Metrics(
                scored.size(),
                positives,
                auc(scored, positives),
                averagePrecision(scored, positives),
                precisionAtTop(scored),
                isProbability ? brier(scored) : Double.NaN,
                isProbability ? bins(scored) : List.of());
    }

    private record Scored(double score, boolean label) {}

    private static double auc(List<Scored> scored, int positives) {
        var rankSum = 0.0;
        for (var from = 0; from < scored.size(); ) {
            var to = from;
            while (to < scored.size()
                    && scored.get(to).score() == scored.get(from).score()) {
                to++;
            }
            var rank = (from + 1 + to) / 2.0;
            for (var at = from; at < to; at++) {
                rankSum += scored.get(at).label() ? rank : 0;
            }
            from = to;
        }
        var negatives = scored.size() - positives;
        return (rankSum - positives * (positives + 1.0) / 2) / ((double) positives * negatives);
    }

    private static double averagePrecision(List<Scored> scored, int positives) {
        var found = 0;
        var sum = 0.0;
        var reversed = scored.reversed();
        for (var at = 0; at < reversed.size(); at++) {
            if (reversed.get(at).label()) {
                found++;
                sum += (double) found / (at + 1);
            }
        }
        return sum / positives;
    }

    private static double precisionAtTop(List<Scored> scored) {
        var alerts = Math.max(1, (int) Math.round(scored.size() * ONE_PERCENT));
        return (double) scored.reversed().stream()
                        .limit(alerts)
                        .filter(Scored::label)
                        .count()
                / alerts;
    }

    private static double brier(List<Scored> scored) {
        return scored.stream()
                .mapToDouble(one -> Math.pow(one.score() - (one.label() ? 1 : 0), 2))
                .average()
                .orElse(Double.NaN);
    }

    private static List<Bin> bins(List<Scored> scored) {
        return IntStream.range(0, BINS)
                .mapToObj(bin -> scored.subList(scored.size() * bin / BINS, scored.size() * (bin + 1) / BINS))
                .filter(part -> !part.isEmpty())
                .map(part -> new Bin(
                        part.size(),
                        part.stream().mapToDouble(Scored::score).average().orElse(0),
                        part.stream()
                                .mapToDouble(one -> one.label() ? 1 : 0)
                                .average()
                                .orElse(0)))
                .toList();
    }

    List<String> lines(String name) {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "%-22s AUC %.3f, average precision %.3f, precision at 1 %% alerts %.3f%s",
                name,
                auc,
                averagePrecision,
                precisionAtOnePercent,
                Double.isNaN(brier) ? "" : String.format(Locale.ROOT, ", Brier %.4f", brier)));
        for (var bin : bins) {
            lines.add(String.format(
                    Locale.ROOT,
                    "    %5d orders: predicted %.3f, observed %.3f",
                    bin.samples(),
                    bin.meanScore(),
                    bin.observed()));
        }
        return lines;
    }
}
