package shop.proof.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.load.Checkouts.Timing;
import shop.proof.measure.ServerTimes;

/** How long the storefront takes for a product page while others buy. */
@Command(
        name = "pages",
        mixinStandardHelpOptions = true,
        description = {
            "GET /p/{id} from the storefront itself, by some connections, beside checkouts: times as the service measures them, as the client",
            "sees them, and over nginx with a file of the same bytes under the same checkouts. Needs nginx (Debian: nginx-light).",
            "The shop needs some products. Nothing else may use the fleet meanwhile."
        })
public final class BenchPages implements Callable<Integer> {

    private static final String PAGE = "/p/{id}";
    private static final double BUDGET_SECONDS = 0.05;
    private static final int BUYERS = 5;

    @Option(names = "--connections", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(names = "--checkouts", defaultValue = "5", description = "A second, 0 for none. Default: ${DEFAULT-VALUE}")
    private double checkoutsPerSecond;

    @Option(names = "--products", defaultValue = "50", description = "Pages in turns. Default: ${DEFAULT-VALUE}")
    private int products;

    @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each measurement. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "60", description = "Seconds before. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Override
    public Integer call() throws Exception {
        Wrk.Tool.require("nginx");
        var pages = pages();
        var body = Client.of(Fleet.running().direct(Fleet.STOREFRONT))
                .get(pages.getFirst().getPath())
                .expect(200)
                .bytes();
        System.out.printf(
                Locale.ROOT,
                "GET %s, %d products, %,d bytes, %d connections, %.1f checkouts/s, %d processors; warm-up %d s%n",
                PAGE,
                pages.size(),
                body.length,
                connections,
                checkoutsPerSecond,
                Runtime.getRuntime().availableProcessors(),
                warmUp);
        try (var checkouts = Checkouts.of(BUYERS)) {
            var _ = besideCheckouts(checkouts, pages, Duration.ofSeconds(warmUp));
        }
        var within = true;
        try (var nginx = Nginx.serving(body)) {
            for (var round = 1; round <= rounds; round++) {
                // Buyers of a round each: their tokens live for some minutes.
                try (var checkouts = Checkouts.of(BUYERS)) {
                    within &= round(round, checkouts, pages, nginx.address());
                }
            }
        }
        System.out.printf("p95 on the server within 50 ms in every round: %s%n", within ? "yes" : "no");
        return within ? 0 : 1;
    }

    private boolean round(int round, Checkouts checkouts, List<URI> pages, URI file) throws Exception {
        var time = Duration.ofSeconds(seconds);
        var before = ServerTimes.read(Fleet.STOREFRONT, PAGE);
        var measured = besideCheckouts(checkouts, pages, time);
        var server = ServerTimes.read(Fleet.STOREFRONT, PAGE).since(before);
        if (server.count() == 0) {
            throw new IllegalStateException("the storefront has counted no page at " + PAGE);
        }
        var yardstick = besideCheckouts(checkouts, List.of(file), time);
        System.out.printf(
                Locale.ROOT,
                "round %d: server p50 %.1f, p95 %.1f, p99 %.1f ms, %.1f %% within 50 ms (%,d pages, %.0f/s); client p50 %.1f, p95 %.1f, p99 %.1f ms; "
                        + "file p50 %.2f, p95 %.2f ms; ratio p50 %.1f, p95 %.1f; checkouts %s%n",
                round,
                server.millis(0.5),
                server.millis(0.95),
                server.millis(0.99),
                100 * server.within(BUDGET_SECONDS),
                server.count(),
                measured.pages().perSecond(),
                measured.pages().millis(0.5),
                measured.pages().millis(0.95),
                measured.pages().millis(0.99),
                yardstick.pages().millis(0.5),
                yardstick.pages().millis(0.95),
                measured.pages().millis(0.5) / yardstick.pages().millis(0.5),
                measured.pages().millis(0.95) / yardstick.pages().millis(0.95),
                measured.checkouts());
        return server.within(BUDGET_SECONDS) >= 0.95;
    }

    private record Measured(ClosedLoop.Figures pages, String checkouts) {}

    private Measured besideCheckouts(Checkouts checkouts, List<URI> addresses, Duration time) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var buying = threads.submit(() -> checkoutsPerSecond == 0
                    ? "none"
                    : checkouts.atRate(checkoutsPerSecond, time).times(Timing::whole));
            var pages = new ClosedLoop(connections).get(addresses, time);
            return new Measured(pages, buying.get());
        }
    }

    private List<URI> pages() {
        var found = Client.ofGateway().get("/api/products?size=" + products).expect(200);
        var pages = found.json()
                .path("items")
                .valueStream()
                .map(product -> URI.create(Fleet.running().direct(Fleet.STOREFRONT) + "/p/"
                        + product.path("id").asString()))
                .toList();
        if (pages.isEmpty()) {
            throw new IllegalStateException("the shop has no products: ./shop demo makes some");
        }
        return pages;
    }
}
