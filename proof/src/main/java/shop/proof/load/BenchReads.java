package shop.proof.load;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Client;
import shop.proof.Fleet;

/** What the catalog's reads cost beside nginx with a file of the same size: through the gateway and straight to the service. */
@Command(
        name = "reads",
        mixinStandardHelpOptions = true,
        description =
                "GET /api/products?q= and /api/products/{id} over nginx serving the same bytes. Needs nginx and wrk (Debian: nginx-light, wrk).")
public final class BenchReads implements Callable<Integer> {

    @Option(names = "--query", defaultValue = "lamp", description = "What is searched for. Default: ${DEFAULT-VALUE}")
    private String query = "";

    @Option(names = "--connections", split = ",", defaultValue = "16,64", description = "Default: ${DEFAULT-VALUE}")
    private List<Integer> connections = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "8", description = "Of each measurement. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds for each. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Override
    public Integer call() throws Exception {
        Wrk.Tool.require("nginx");
        Wrk.Tool.require("wrk");
        var search = "/api/products?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        var found = Client.ofGateway().get(search).expect(200);
        if (found.number("totalItems") == 0) {
            throw new IllegalStateException("no product is found by '" + query + "'; name another --query");
        }
        measure("search", search);
        measure("one product", "/api/products/" + found.text("items.0.id"));
        return 0;
    }

    private void measure(String what, String path) throws Exception {
        var through = URI.create(Fleet.running().gateway() + path);
        var straight = URI.create(Fleet.running().direct("product-service") + path);
        var body = Client.ofGateway().get(path).expect(200).bytes();
        System.out.printf(
                Locale.ROOT,
                "%s: GET %s, %,d bytes, %d processors%n",
                what,
                path,
                body.length,
                Runtime.getRuntime().availableProcessors());
        Wrk.get(straight, 16, Duration.ofSeconds(warmUp));
        Wrk.get(through, 16, Duration.ofSeconds(warmUp));
        try (var nginx = Nginx.serving(body)) {
            for (var clients : connections) {
                for (var round = 1; round <= rounds; round++) {
                    var yardstick = Wrk.get(nginx.address(), clients, Duration.ofSeconds(seconds));
                    var service = Wrk.get(straight, clients, Duration.ofSeconds(seconds));
                    var gateway = Wrk.get(through, clients, Duration.ofSeconds(seconds));
                    System.out.printf(
                            Locale.ROOT,
                            "  %d connections, round %d: nginx %s; service %s, ratio %.3f; gateway %s, ratio %.3f%n",
                            clients,
                            round,
                            yardstick,
                            service,
                            service.perSecond() / yardstick.perSecond(),
                            gateway,
                            gateway.perSecond() / yardstick.perSecond());
                }
            }
        }
    }
}
