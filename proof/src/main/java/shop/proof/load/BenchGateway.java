package shop.proof.load;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import shop.proof.Fleet;

/** What the way through the gateway costs: the same small GET through it and straight to the service, in turns. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Requests per second through the gateway over requests per second straight to the service.")
public final class BenchGateway implements Callable<Integer> {

    @Option(names = "--path", defaultValue = "/api/products?size=1", description = "Default: ${DEFAULT-VALUE}")
    private String path = "";

    @Option(names = "--service", defaultValue = "product-service", description = "Default: ${DEFAULT-VALUE}")
    private String service = "";

    @Option(names = "--clients", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
    private int clients;

    @Mixin
    private Rounds rounds = new Rounds();

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds for each. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Override
    public Integer call() throws Exception {
        var fleet = Fleet.running();
        var through = URI.create(fleet.gateway() + path);
        var straight = URI.create(fleet.direct(service) + path);
        var loop = new ClosedLoop(clients);
        System.out.printf(
                Locale.ROOT,
                "GET %s, %d clients, %d processors; warm-up %d s each%n",
                path,
                clients,
                Runtime.getRuntime().availableProcessors(),
                warmUp);
        loop.get(straight, Duration.ofSeconds(warmUp));
        loop.get(through, Duration.ofSeconds(warmUp));
        rounds.run(
                (number, each) -> {
                    var direct = loop.get(straight, each);
                    var gateway = loop.get(through, each);
                    var ratio = gateway.perSecond() / direct.perSecond();
                    System.out.printf(
                            Locale.ROOT,
                            "round %d: straight %.0f/s (p50 %.2f ms, p99 %.2f ms), gateway %.0f/s (p50 %.2f ms, p99 %.2f ms), ratio %.2f%n",
                            number,
                            direct.perSecond(),
                            direct.millis(0.5),
                            direct.millis(0.99),
                            gateway.perSecond(),
                            gateway.millis(0.5),
                            gateway.millis(0.99),
                            ratio);
                    return ratio;
                },
                "0.5 at least");
        return 0;
    }
}
