package shop.proof.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.load.CheckoutCost.UnderLoad;
import shop.proof.load.Checkouts.Timing;
import shop.proof.measure.Counter;
import shop.proof.measure.Counter.Kind;
import shop.proof.measure.Counts;
import shop.proof.measure.Processes;
import shop.proof.measure.StatementLog.Statement;

/** What one checkout costs: transactions, statements, writes, events, requests, exceptions and CPU; and how many go in a second. */
@Command(
        name = "checkout",
        mixinStandardHelpOptions = true,
        description = {
            "A checkout is an order, its payment by card, and CONFIRMED on the buyer's WebSocket.",
            "Prints what one costs the whole local fleet, alone and at full speed, and how many go in a second.",
            "Nothing else may use the fleet meanwhile. Linux only."
        })
public final class BenchCheckout implements Callable<Integer> {

    /** Less of something per checkout is a remainder of what the idle fleet does. */
    private static final double WORTH_A_LINE = 0.05;

    @Option(names = "--buyers", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
    private int buyers;

    @Option(
            names = "--alone",
            defaultValue = "30",
            description = "Checkouts one after the other, for the exact counts. Default: ${DEFAULT-VALUE}")
    private int alone;

    @Option(names = "--rounds", defaultValue = "3", description = "At full speed. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each load. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description = "Seconds at full speed before. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--idle",
            defaultValue = "20",
            description =
                    "Seconds in which the idle fleet is watched, to take off what it does. Default: ${DEFAULT-VALUE}")
    private int idle;

    @Option(names = "--statements", description = "Print each SQL statement with how often a checkout sends it.")
    private boolean statements;

    @Option(names = "--counts-only", description = "Only what checkouts one after the other cost.")
    private boolean countsOnly;

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%d processes, %d processors, %d buyers; warm-up %d s%n",
                Processes.ofFleet().number(),
                Runtime.getRuntime().availableProcessors(),
                buyers,
                warmUp);
        try (var checkouts = Checkouts.of(buyers)) {
            var _ = checkouts.atFullSpeed(Duration.ofSeconds(warmUp));
        }
        // Afterwards, because the server does not keep the log of a long warm-up.
        try (var cost = new CheckoutCost()) {
            alone(cost);
            if (!countsOnly) {
                atFullSpeed(cost);
            }
        }
        return 0;
    }

    private void alone(CheckoutCost cost) throws Exception {
        try (var checkouts = Checkouts.of(1)) {
            var exact = cost.alone(checkouts, alone, Duration.ofSeconds(idle));
            var counts = exact.counts().plus(cost.exceptions(checkouts, alone, Duration.ofSeconds(idle)));
            System.out.printf(
                    Locale.ROOT, "%nper checkout, %d one after the other, without what the idle fleet does%n", alone);
            print(
                    List.of(counts),
                    Stream.of(Kind.values()).filter(kind -> kind != Kind.CPU).toList());
            if (statements) {
                System.out.println("\neach statement per checkout");
                exact.statements().entrySet().stream()
                        .filter(entry -> entry.getValue() >= WORTH_A_LINE)
                        .sorted(Comparator.comparing((Map.Entry<Statement, Double> entry) ->
                                        entry.getKey().database())
                                .thenComparingDouble(entry -> -entry.getValue()))
                        .forEach(entry -> System.out.printf(
                                Locale.ROOT,
                                "%6.2f  %s: %s%n",
                                entry.getValue(),
                                entry.getKey().database(),
                                entry.getKey().text()));
            }
        }
    }

    private void atFullSpeed(CheckoutCost cost) throws Exception {
        var atRest = cost.idlePerSecond(Duration.ofSeconds(idle));
        System.out.printf(
                Locale.ROOT,
                "%nidle: %.1f commits/s, %.1f %% of a processor, %.0f WAL bytes/s, %.1f HTTP requests/s, %.1f Kafka records/s%n",
                atRest.sum(Kind.COMMITS),
                atRest.sum(Kind.CPU) / 10,
                atRest.sum(Kind.WAL),
                atRest.sum(Kind.REQUESTS),
                atRest.sum(Kind.RECORDS));
        var full = new ArrayList<UnderLoad>();
        var half = new ArrayList<UnderLoad>();
        for (var round = 1; round <= rounds; round++) {
            try (var checkouts = Checkouts.of(buyers)) {
                var most = cost.underLoad(() -> checkouts.atFullSpeed(Duration.ofSeconds(seconds)), atRest);
                full.add(most);
                var rate = most.load().perSecond() / 2;
                half.add(cost.underLoad(() -> checkouts.atRate(rate, Duration.ofSeconds(seconds)), atRest));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%nper checkout, %d buyers at full speed, %d rounds: median (least to most); CPU with that of the idle fleet%n",
                buyers,
                rounds);
        print(
                full.stream().map(UnderLoad::counts).toList(),
                List.of(
                        Kind.COMMITS,
                        Kind.ROLLBACKS,
                        Kind.WAL,
                        Kind.PAGE_IMAGES,
                        Kind.RECORDS,
                        Kind.OFFSET_COMMITS,
                        Kind.CPU));
        System.out.println();
        line("checkouts/s, full speed", full, round -> round.load().perSecond());
        line("checkout p50, ms, full speed", full, round -> round.load().millis(0.5, Timing::whole));
        line("checkouts/s, half load", half, round -> round.load().perSecond());
        line("POST /api/orders p50, ms, half load", half, round -> round.load().millis(0.5, Timing::order));
        line("POST /api/orders p99, ms, half load", half, round -> round.load().millis(0.99, Timing::order));
        line("checkout p50, ms, half load", half, round -> round.load().millis(0.5, Timing::whole));
        line("checkout p99, ms, half load", half, round -> round.load().millis(0.99, Timing::whole));
        line("CPU ms per checkout, half load", half, round -> round.counts().sum(Kind.CPU));
    }

    private static void print(List<Counts> rounds, List<Kind> kinds) {
        for (var kind : kinds) {
            line(kind.words(), rounds, counts -> counts.sum(kind));
            var counters = new TreeSet<Counter>();
            rounds.forEach(counts -> counts.values().keySet().stream()
                    .filter(counter -> counter.kind() == kind)
                    .forEach(counters::add));
            counters.stream()
                    .filter(counter -> median(rounds, counts -> counts.of(counter)) >= WORTH_A_LINE)
                    .forEach(counter -> line("    " + counter.name(), rounds, counts -> counts.of(counter)));
        }
    }

    private static <T> void line(String what, List<T> rounds, ToDoubleFunction<T> figure) {
        var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        var spread = sorted.length == 1
                ? ""
                : String.format(Locale.ROOT, "  (%.2f to %.2f)", sorted[0], sorted[sorted.length - 1]);
        System.out.printf(Locale.ROOT, "%-60s %10.2f%s%n", what, median(rounds, figure), spread);
    }

    private static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
        var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
}
