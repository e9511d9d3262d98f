package shop.proof.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Shopper;
import shop.proof.measure.Processes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How long it takes from the command to the first order that is accepted, the first time and afterwards. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a shop of its own, with data and ports of its own, until an order is accepted, and stops it; several times.",
            "CPU seconds are those of all its processes and of what started them. Linux only."
        })
public final class BenchStart implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Option(names = "--rounds", defaultValue = "3", description = "Starts after the first. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--clone",
            description = "From a fresh clone of this checkout's last commit, so that the first start builds it.")
    private boolean clone;

    @Option(
            names = "--idle",
            defaultValue = "0",
            description =
                    "Seconds that the first shop is left alone before it is stopped, for what it makes meanwhile. Default: ${DEFAULT-VALUE}")
    private int idle;

    @Option(names = "--up-option", description = "More for ./shop up, such as --up-option=--apart.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("shop-start");
        var checkout = clone ? cloned(folder) : Fleet.root();
        var shop = new Shop(checkout, folder.resolve("home"), Fleet.freePorts());
        try {
            up(shop, "first start" + (clone ? ", build included" : ""));
            if (idle > 0) {
                Thread.sleep(Duration.ofSeconds(idle)); // left alone, not waited for
            }
            down(shop, "first down");
            var starts = new ArrayList<Figures>();
            var downs = new ArrayList<Figures>();
            for (var number = 2; number <= rounds + 1; number++) {
                starts.add(up(shop, "start " + number));
                downs.add(down(shop, "down " + number));
            }
            System.out.println("median of the starts after the first: " + median(starts));
            System.out.println("median of their downs: " + median(downs));
        } finally {
            shop.run("down", "--now");
            delete(folder);
        }
        return 0;
    }

    private record Figures(double seconds, double cpuSeconds) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f s, %.1f CPU s", seconds, cpuSeconds);
        }
    }

    private Figures up(Shop shop, String what) throws Exception {
        var began = System.nanoTime();
        var cpuBefore = Processes.cpuOfEndedChildren();
        var words = new ArrayList<>(List.of("up", "--detach"));
        words.addAll(arguments);
        shop.run(words.toArray(String[]::new));
        var ready = (System.nanoTime() - began) / 1e9;
        shop.order();
        var figures = new Figures(
                (System.nanoTime() - began) / 1e9,
                (Processes.cpuOfEndedChildren().minus(cpuBefore).toMillis() + shop.cpuMillis()) / 1e3);
        System.out.printf(
                Locale.ROOT, "%s: %s to the first accepted order; ready after %.1f s%n", what, figures, ready);
        return figures;
    }

    private static Figures down(Shop shop, String what) throws Exception {
        var began = System.nanoTime();
        var cpuBefore = Processes.cpuOfEndedChildren();
        shop.run("down");
        var figures = new Figures(
                (System.nanoTime() - began) / 1e9,
                Processes.cpuOfEndedChildren().minus(cpuBefore).toMillis() / 1e3);
        System.out.println(what + ": " + figures);
        return figures;
    }

    private static Figures median(List<Figures> all) {
        return new Figures(median(all, Figures::seconds), median(all, Figures::cpuSeconds));
    }

    private static double median(List<Figures> all, ToDoubleFunction<Figures> which) {
        return all.stream()
                .mapToDouble(which)
                .sorted()
                .skip(all.size() / 2)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static Path cloned(Path folder) throws IOException {
        var target = folder.resolve("checkout");
        Shop.run(Map.of(), List.of("git", "clone", "--quiet", Fleet.root().toString(), target.toString()));
        return target;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A shop that is started and stopped by its script, as people do. */
    private static final class Shop {

        private final Path checkout;
        private final Map<String, String> environment;
        private final String email = Shopper.freshEmail();
        private String product = "";

        Shop(Path checkout, Path home, Map<String, String> ports) {
            this.checkout = checkout;
            this.environment = new HashMap<>(ports);
            environment.put("SHOP_HOME", home.toString());
        }

        String run(String... words) throws IOException {
            var command = new ArrayList<>(List.of(checkout.resolve("shop").toString()));
            command.addAll(List.of(words));
            return run(environment, command);
        }

        static String run(Map<String, String> environment, List<String> command) throws IOException {
            var said = Files.createTempFile("shop", ".out");
            try {
                var builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
                builder.environment().putAll(environment);
                var ended = builder.start().onExit().join().exitValue();
                var words = Files.readString(said, StandardCharsets.UTF_8);
                if (ended != 0) {
                    throw new IllegalStateException(String.join(" ", command) + " failed:\n" + words);
                }
                return words;
            } finally {
                Files.delete(said);
            }
        }

        JsonNode status() throws IOException {
            var said = run("status", "--json");
            return JsonMapper.shared().readTree(said.substring(said.indexOf('{')));
        }

        long cpuMillis() throws IOException {
            return Processes.of(status()).cpu().values().values().stream()
                    .mapToLong(Double::longValue)
                    .sum();
        }

        /** Until it is accepted: whatever still refuses it is part of the start. */
        void order() throws IOException {
            var gateway = Client.of(URI.create(status().get("gateway").stringValue()));
            Awaitility.await("an order to be accepted")
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isAccepted(gateway));
        }

        private boolean isAccepted(Client gateway) {
            if (product.isEmpty()) {
                product = gateway.get("/api/products?inStock=true&size=1").text("items.0.id");
                gateway.post("/api/user/signup", Shopper.signUpBody(email, Shopper.PASSWORD, "Ada"));
            }
            var login = gateway.post("/api/user/login", Shopper.loginBody(email, Shopper.PASSWORD));
            return gateway.withToken(login.text("accessToken"))
                            .post("/api/orders", Shopper.orderBody(product, 1))
                            .status()
                    == 201;
        }
    }
}
