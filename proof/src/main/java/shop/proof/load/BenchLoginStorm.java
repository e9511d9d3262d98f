package shop.proof.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Shopper;

/** What a storm of logins, each of which costs a slow hash, does to those who only look at products. */
@Command(
        name = "login-storm",
        mixinStandardHelpOptions = true,
        description = "p99 of GET /api/products, quiet and beside 64 parallel logins.")
public final class BenchLoginStorm implements Callable<Integer> {

    @Option(names = "--logins", defaultValue = "64", description = "At any time. Default: ${DEFAULT-VALUE}")
    private int logins;

    @Option(names = "--clients", defaultValue = "4", description = "Who look at products. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Mixin
    private Rounds rounds = new Rounds();

    @Option(names = "--accounts", defaultValue = "8", description = "That log in. Default: ${DEFAULT-VALUE}")
    private int accounts;

    @Override
    public Integer call() throws Exception {
        var products = URI.create(Fleet.running().gateway() + "/api/products?size=20");
        var shoppers = new ArrayList<Shopper>();
        for (var i = 0; i < accounts; i++) {
            shoppers.add(Shopper.fresh());
        }
        var loop = new ClosedLoop(clients);
        loop.get(products, Duration.ofSeconds(15));
        storm(shoppers, () -> loop.get(products, Duration.ofSeconds(5)));
        rounds.run(
                (number, each) -> {
                    var quiet = loop.get(products, each);
                    var stormy = storm(shoppers, () -> loop.get(products, each));
                    var ratio = stormy.figures().millis(0.99) / quiet.millis(0.99);
                    System.out.println(String.format(
                            Locale.ROOT,
                            "round %d: GET /api/products p99 quiet %.1f ms (%.0f/s), beside %d logins %.1f ms (%.0f/s), ratio %.2f; logins: %s",
                            number,
                            quiet.millis(0.99),
                            quiet.perSecond(),
                            logins,
                            stormy.figures().millis(0.99),
                            stormy.figures().perSecond(),
                            ratio,
                            stormy.answers()));
                    return ratio;
                },
                "3 at most");
        return 0;
    }

    /** @param answers of the logins: status to number */
    private record Storm(ClosedLoop.Figures figures, Map<Integer, Integer> answers) {}

    private Storm storm(List<Shopper> shoppers, Callable<ClosedLoop.Figures> beside) throws Exception {
        var running = new AtomicBoolean(true);
        var next = new AtomicInteger();
        var answers = new ConcurrentHashMap<Integer, Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var storming = IntStream.range(0, logins)
                    .mapToObj(_ -> threads.submit(() -> {
                        while (running.get()) {
                            var shopper = shoppers.get(next.getAndIncrement() % shoppers.size());
                            var answer = Client.ofGateway()
                                    .post("/api/user/login", Shopper.loginBody(shopper.email(), Shopper.PASSWORD));
                            answers.merge(answer.status(), 1, Integer::sum);
                        }
                        return next.get();
                    }))
                    .toList();
            try {
                var figures = beside.call();
                return new Storm(figures, new TreeMap<>(answers));
            } finally {
                running.set(false);
                for (var one : storming) {
                    one.get();
                }
            }
        }
    }
}
