package shop.proof.load;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.measure.Counter.Kind;

/** What the fleet takes after it has worked: memory, and CPU and transactions while nobody asks anything. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = {
            "Memory of all processes of the local fleet (PSS) after some checkouts, and what it does while nobody uses it.",
            "Nothing else may use the fleet meanwhile. Linux only."
        })
public final class BenchMemory implements Callable<Integer> {

    private static final double MEBIBYTE = 1 << 20;

    @Option(names = "--orders", defaultValue = "1000", description = "Checkouts before. Default: ${DEFAULT-VALUE}")
    private int orders;

    @Option(names = "--buyers", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
    private int buyers;

    @Option(
            names = "--idle",
            defaultValue = "60",
            description = "Seconds in which the idle fleet is watched. Default: ${DEFAULT-VALUE}")
    private int idle;

    @Override
    public Integer call() throws Exception {
        try (var cost = new CheckoutCost()) {
            try (var checkouts = Checkouts.of(buyers)) {
                var load = checkouts.together(orders);
                System.out.printf(
                        Locale.ROOT,
                        "%d checkouts, %.1f/s%n%nPSS, MiB%n",
                        load.timings().size(),
                        load.perSecond());
            }
            cost.awaitStill();
            var memory = cost.memory();
            memory.forEach(BenchMemory::print);
            print(
                    "all " + memory.size() + " processes",
                    memory.values().stream().mapToLong(Long::longValue).sum());
            var atRest = cost.idlePerSecond(Duration.ofSeconds(idle));
            System.out.printf(
                    Locale.ROOT,
                    "%nidle for %d s: %.1f %% of a processor, %.2f commits/s, %.0f WAL bytes/s, %.2f HTTP requests/s, %.2f Kafka records/s%n",
                    idle,
                    atRest.sum(Kind.CPU) / 10,
                    atRest.sum(Kind.COMMITS),
                    atRest.sum(Kind.WAL),
                    atRest.sum(Kind.REQUESTS),
                    atRest.sum(Kind.RECORDS));
            atRest.values().entrySet().stream()
                    .filter(entry ->
                            entry.getKey().kind() == Kind.CPU || entry.getKey().kind() == Kind.COMMITS)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> System.out.printf(
                            Locale.ROOT,
                            "%-40s %8.2f%n",
                            entry.getKey().name()
                                    + (entry.getKey().kind() == Kind.CPU ? ", % of a processor" : ", commits/s"),
                            entry.getKey().kind() == Kind.CPU ? entry.getValue() / 10 : entry.getValue()));
        }
        return 0;
    }

    private static void print(String what, long bytes) {
        System.out.printf(Locale.ROOT, "%-40s %8.0f%n", what, bytes / MEBIBYTE);
    }
}
