package shop.proof.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import shop.proof.Client;
import shop.proof.Flood;
import shop.proof.Shopper;
import shop.proof.security.OwnGateway;

/** How long a user waits beside another one who sends ten times what the gateway allows, over the same user alone, in turns. */
@Command(
        name = "flood",
        mixinStandardHelpOptions = true,
        description = "Another user's p99 beside a flood of one token over the same user's p99 alone.")
public final class BenchFlood implements Callable<Integer> {

    private static final int ALLOWED = 20;
    private static final double MOST = 2;
    private static final Duration EVERY = Duration.ofMillis(60);
    private static final String PATH = "/api/users/me";

    @Option(
            names = "--per-second",
            defaultValue = "200",
            description = "Requests of the flood, at a gateway that allows " + ALLOWED + ". Default: ${DEFAULT-VALUE}")
    private int perSecond;

    @Option(names = "--warm-up", defaultValue = "60", description = "Seconds of both. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Mixin
    private Rounds rounds = new Rounds();

    @Override
    public Integer call() throws Exception {
        var limits = Map.of(
                "USER_LIMIT_PER_SECOND", Integer.toString(ALLOWED), "USER_LIMIT_BURST", Integer.toString(2 * ALLOWED));
        try (var gateway = OwnGateway.start(limits)) {
            var noisy = Shopper.fresh().client().at(gateway.address());
            var quiet = Shopper.fresh().client().at(gateway.address());
            System.out.printf(
                    Locale.ROOT,
                    "GET %s; %d a second with one token, another user every 60 ms; %d processors%n",
                    PATH,
                    perSecond,
                    Runtime.getRuntime().availableProcessors());
            // A warm-up of both takes the compiler's part out of what is measured.
            Flood.of(perSecond, () -> noisy.get(PATH), () -> p99(quiet, Duration.ofSeconds(warmUp)));
            var median = rounds.run(
                    (number, each) -> {
                        var alone = p99(quiet, each);
                        var beside = new double[1];
                        Flood.of(perSecond, () -> noisy.get(PATH), () -> beside[0] = p99(quiet, each));
                        System.out.printf(
                                Locale.ROOT,
                                "round %d: p99 alone %.1f ms, beside the flood %.1f ms%n",
                                number,
                                alone,
                                beside[0]);
                        return beside[0] / alone;
                    },
                    "less than " + MOST);
            return median < MOST ? 0 : 1;
        }
    }

    /** In milliseconds. All answers must be 200: a figure over refusals says nothing. */
    private static double p99(Client client, Duration time) throws InterruptedException {
        var times = new long[Math.toIntExact(Math.max(1, time.dividedBy(EVERY)))];
        for (var i = 0; i < times.length; i++) {
            // Slower than the limit.
            Thread.sleep(EVERY);
            var began = System.nanoTime();
            client.get(PATH).expect(200);
            times[i] = System.nanoTime() - began;
        }
        Arrays.sort(times);
        return times[(int) Math.ceil(times.length * 0.99) - 1] / 1e6;
    }
}
