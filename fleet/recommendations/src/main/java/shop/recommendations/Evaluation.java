package shop.recommendations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Measures a ranking by items that were bought and are hidden from it. */
public final class Evaluation {

    /** How many recommendations count. */
    public static final int SHOWN = 10;

    private static final int RESAMPLES = 1_000;
    private static final double TAIL = 0.025;

    private Evaluation() {}

    /**
     * One question.
     *
     * @param basket what is known of the purchase
     * @param hidden what else was bought
     */
    public record Case(List<Integer> basket, int hidden) {}

    /** A mean with its 95 % interval. */
    public record Estimate(double mean, double low, double high) {}

    /** The answers of one model. */
    public static final class Result {

        private final double[] hits;
        private final double[] gains;
        private final double coverage;

        private Result(double[] hits, double[] gains, double coverage) {
            this.hits = hits;
            this.gains = gains;
            this.coverage = coverage;
        }

        /** 1 for each case whose hidden item was shown, else 0. */
        double[] hits() {
            return hits.clone();
        }

        /** 1 / log2(1 + place) for each case whose hidden item was shown, else 0. */
        double[] gains() {
            return gains.clone();
        }

        /** The share of all items that were shown in any case. */
        public double coverage() {
            return coverage;
        }

        /** HR@10. */
        public Estimate hitRate(long seed) {
            return bootstrap(hits, seed);
        }

        /** NDCG@10; with one hidden item the ideal is 1. */
        public Estimate ndcg(long seed) {
            return bootstrap(gains, seed);
        }

        /** How much higher the hit rate is than that of another model for the same cases. */
        public Estimate hitRateAbove(Result other, long seed) {
            var differences = new double[hits.length];
            for (var number = 0; number < hits.length; number++) {
                differences[number] = hits[number] - other.hits[number];
            }
            return bootstrap(differences, seed);
        }
    }

    /**
     * A random item of a purchase is hidden: from all its others, and from another random one.
     *
     * @param completing the others are known
     * @param productPage one other is known
     */
    public record Cases(List<Case> completing, List<Case> productPage) {

        /** Purchases of fewer than two items are left out. An item that no model can know is asked for all the same. */
        public static Cases of(Collection<int[]> purchases, long seed) {
            var random = new Random(seed);
            var completing = new ArrayList<Case>();
            var productPage = new ArrayList<Case>();
            for (var purchase : purchases) {
                if (purchase.length < 2) {
                    continue;
                }
                var hidden = random.nextInt(purchase.length);
                var shown = (hidden + 1 + random.nextInt(purchase.length - 1)) % purchase.length;
                var others = new ArrayList<Integer>();
                for (var number = 0; number < purchase.length; number++) {
                    if (number != hidden) {
                        others.add(purchase[number]);
                    }
                }
                completing.add(new Case(others, purchase[hidden]));
                productPage.add(new Case(List.of(purchase[shown]), purchase[hidden]));
            }
            return new Cases(completing, productPage);
        }
    }

    /**
     * Asks a model.
     *
     * @param rank the best items for a basket, the best first
     * @param items how many items could be shown
     */
    public static Result measure(List<Case> cases, Function<List<Integer>, List<Integer>> rank, int items) {
        var hits = new double[cases.size()];
        var gains = new double[cases.size()];
        var shown = new HashSet<Integer>();
        for (var number = 0; number < cases.size(); number++) {
            var asked = cases.get(number);
            var best = rank.apply(asked.basket());
            for (var place = 0; place < Math.min(SHOWN, best.size()); place++) {
                shown.add(best.get(place));
                if (best.get(place).intValue() == asked.hidden()) {
                    hits[number] = 1;
                    gains[number] = Math.log(2) / Math.log(place + 2);
                }
            }
        }
        return new Result(hits, gains, (double) shown.size() / items);
    }

    /** The mean, and the bounds between which 95 % of the means of resampled values lie. */
    static Estimate bootstrap(double[] values, long seed) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        var random = new Random(seed);
        var means = new double[RESAMPLES];
        for (var sample = 0; sample < RESAMPLES; sample++) {
            var sum = 0.0;
            for (var drawn = 0; drawn < values.length; drawn++) {
                sum += values[random.nextInt(values.length)];
            }
            means[sample] = sum / values.length;
        }
        Arrays.sort(means);
        var sum = 0.0;
        for (var value : values) {
            sum += value;
        }
        var tail = (int) (RESAMPLES * TAIL);
        return new Estimate(sum / values.length, means[tail], means[RESAMPLES - 1 - tail]);
    }
}
