package shop.proof.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Fleet;
import shop.recommendations.BasketScorer;
import shop.recommendations.Ease;
import shop.recommendations.Evaluation;
import shop.recommendations.Evaluation.Estimate;
import shop.recommendations.Jaccard;
import shop.recommendations.Neighbor;

/**
 * How good the recommendations are, by real purchases that the models have not seen. The models and the scoring are those that product-service
 * serves with; the shop need not run.
 */
@Command(
        name = "recommendations",
        mixinStandardHelpOptions = true,
        description =
                "HR@10, NDCG@10 and coverage of the recommendation models on real invoices, beside last month's popularity. No running shop needed.")
public final class BenchRecommendations implements Callable<Integer> {

    private static final Duration MONTH = Duration.ofDays(31);

    @Option(names = "--data", description = "Default: ../shared/data/retail-lines.csv.gz beside the checkout")
    private Path data =
            Fleet.root().resolve("../shared/data/retail-lines.csv.gz").normalize();

    @Option(
            names = "--split",
            defaultValue = "2011-11-01",
            description = "First day of the test. Default: ${DEFAULT-VALUE}")
    private LocalDate split = LocalDate.EPOCH;

    @Option(names = "--lambda", defaultValue = "200", description = "Ridge of EASE. Default: ${DEFAULT-VALUE}")
    private double lambda;

    @Option(
            names = "--size-exponent",
            defaultValue = "0.5",
            description = "How much less large baskets count in EASE. Default: ${DEFAULT-VALUE}")
    private double sizeExponent;

    @Option(
            names = "--max-items",
            defaultValue = "5000",
            description = "Size of EASE's matrix at most. Default: ${DEFAULT-VALUE}")
    private int maxItems;

    @Option(names = "--neighbors", defaultValue = "100", description = "Kept of each item. Default: ${DEFAULT-VALUE}")
    private int neighbors;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Of what is hidden and of the bootstrap. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(data)) {
            System.err.printf("%s is missing. It is no part of this repository; name another one with --data.%n", data);
            return 2;
        }
        var splitAt = split.atStartOfDay(ZoneOffset.UTC).toInstant();
        var orders = RetailOrders.read(data);
        var numbers = new RetailOrders.Numbers();
        var training = RetailOrders.baskets(orders.before(splitAt), numbers);
        var known = numbers.count();
        var test = orders.from(splitAt).stream().map(numbers::of).toList();
        var cases = Evaluation.Cases.of(test, seed);
        System.out.printf(
                Locale.ROOT,
                "%,d orders before %s with %,d articles; %,d after it, %,d of them with two articles or more; seed %d, bootstrap of 1,000%n%n",
                training.baskets().size(),
                split,
                known,
                test.size(),
                cases.completing().size(),
                seed);
        System.out.printf("%-26s %-8s %-24s %-24s %s%n", "model", "", "HR@10 (95 %)", "NDCG@10 (95 %)", "coverage");

        var popularity = popularity(orders, splitAt, numbers);
        print("popularity, last month", cases, popularity, known);
        print("Jaccard", cases, rank(Jaccard.neighbors(training, neighbors), popularity), known);
        var began = System.nanoTime();
        var ease = new Ease(lambda, sizeExponent, maxItems).neighbors(training, neighbors);
        var took = Duration.ofNanos(System.nanoTime() - began);
        print(String.format(Locale.ROOT, "EASE (lambda %.0f)", lambda), cases, rank(ease, popularity), known);
        System.out.printf(Locale.ROOT, "%nEASE was trained in %.1f s.%n", took.toMillis() / 1000.0);
        return 0;
    }

    /** What a service does that has nothing to say of a basket: it shows what sells. */
    private static Function<List<Integer>, List<Integer>> rank(
            List<List<Neighbor<Integer>>> model, Function<List<Integer>, List<Integer>> popularity) {
        return basket -> {
            var ranked = BasketScorer.rank(
                            basket,
                            item -> item < model.size() ? model.get(item) : List.of(),
                            Comparator.<Integer>naturalOrder())
                    .stream()
                    .limit(Evaluation.SHOWN)
                    .map(BasketScorer.Ranked::item)
                    .toList();
            return ranked.isEmpty() ? popularity.apply(basket) : ranked;
        };
    }

    private static Function<List<Integer>, List<Integer>> popularity(
            RetailOrders orders, Instant end, RetailOrders.Numbers numbers) {
        var sold = new HashMap<Integer, Integer>();
        for (var order : orders.before(end)) {
            if (!order.at().isBefore(end.minus(MONTH))) {
                for (var item : numbers.of(order)) {
                    sold.merge(item, 1, Integer::sum);
                }
            }
        }
        var best = sold.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Integer, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
        return basket -> {
            var own = new HashSet<>(basket);
            return best.stream()
                    .filter(item -> !own.contains(item))
                    .limit(Evaluation.SHOWN)
                    .toList();
        };
    }

    private void print(String model, Evaluation.Cases cases, Function<List<Integer>, List<Integer>> rank, int items) {
        print(model, "basket", cases.completing(), rank, items);
        print("", "product", cases.productPage(), rank, items);
    }

    private void print(
            String model,
            String question,
            List<Evaluation.Case> cases,
            Function<List<Integer>, List<Integer>> rank,
            int items) {
        var result = Evaluation.measure(cases, rank, items);
        System.out.printf(
                Locale.ROOT,
                "%-26s %-8s %-24s %-24s %.3f%n",
                model,
                question,
                text(result.hitRate(seed)),
                text(result.ndcg(seed)),
                result.coverage());
    }

    private static String text(Estimate estimate) {
        return String.format(Locale.ROOT, "%.3f (%.3f-%.3f)", estimate.mean(), estimate.low(), estimate.high());
    }
}
