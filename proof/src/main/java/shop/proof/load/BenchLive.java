package shop.proof.load;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.load.Checkouts.Load;
import shop.proof.load.Checkouts.Timing;

/** How long after a payment is decided its buyer sees the order confirmed: alone, and while the fleet has half of what it can do. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        description =
                "From the payment's result, as payment-service dates it, to CONFIRMED on the buyer's WebSocket; checkouts per second.")
public final class BenchLive implements Callable<Integer> {

    @Option(names = "--buyers", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}")
    private int buyers;

    @Option(
            names = "--idle",
            defaultValue = "100",
            description = "Checkouts one after the other. Default: ${DEFAULT-VALUE}")
    private int idle;

    @Option(names = "--seconds", defaultValue = "30", description = "Of each load. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Override
    public Integer call() throws Exception {
        try (var checkouts = Checkouts.of(buyers)) {
            System.out.printf(
                    Locale.ROOT,
                    "%d buyers, %d processors; warm-up %d s%n",
                    buyers,
                    Runtime.getRuntime().availableProcessors(),
                    warmUp);
            var _ = checkouts.atFullSpeed(Duration.ofSeconds(warmUp));
            print("idle, one checkout after the other", checkouts.oneByOne(idle));
            var most = checkouts.atFullSpeed(Duration.ofSeconds(seconds));
            print("all buyers at full speed", most);
            print("half of that, evenly begun", checkouts.atRate(most.perSecond() / 2, Duration.ofSeconds(seconds)));
        }
        return 0;
    }

    private static void print(String what, Load load) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f checkouts/s, payment to CONFIRMED %s%n",
                what,
                load.perSecond(),
                load.times(Timing::news));
    }
}
