package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.local.infra.OsProcess;
import shop.local.infra.Ports;
import shop.local.infra.PostgresBinaries;
import shop.local.infra.PostgresServer;

/**
 * Real services, closed and opened again in one process, leave nothing behind: one for each kind of libraries that a service is made of.
 * {@code -Dhost.restarts=50} for a long look; what leaks at each restart shows after a few.
 */
class HostRestartTest {

    private static final int RESTARTS = Integer.getInteger("host.restarts", 3);
    /** Statics and threads that hold one context each have theirs by then. */
    private static final int WARM_UP = 2;

    private static final Pattern LOADERS =
            Pattern.compile("^ *\\d+: +(\\d+) +\\d+ +shop\\.local\\.host\\.PartClassLoader\\b", Pattern.MULTILINE);
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);
    private static final Pattern THREAD = Pattern.compile("^\"", Pattern.MULTILINE);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aServiceThatIsStartedAgainAndAgainLeavesNoLoaderThreadOrMemoryBehind() throws Exception {
        var postgres = PostgresServer.start(new PostgresServer.Settings(
                PostgresBinaries.unpack(folder.resolve("programs")),
                folder.resolve("postgres"),
                Ports.free(),
                "local-only-postgres",
                folder.resolve("postgres.log"),
                false,
                false,
                folder.resolve("postgres")));
        PostgresServer.createDatabases(
                postgres.port(),
                "local-only-postgres",
                Map.of("orders", "local-only-orders", "users", "local-only-users"));
        var kafkaPort = Ports.free();
        var host = host();
        try {
            var client = new HostClient(folder.resolve("host.control"));
            client.start(new PartSpec(
                    "kafka",
                    "kafka",
                    folder,
                    List.of(),
                    Map.of(),
                    Map.of(
                            "port",
                            Integer.toString(kafkaPort),
                            "data",
                            folder.resolve("kafka").toString())));
            var stores = Map.of("KAFKA_BOOTSTRAP_SERVERS", Ports.LOOPBACK + ":" + kafkaPort);
            assertAll(
                    () -> requireNothingLeft(
                            host, client, part("order-service", with(stores, "DB_URL", database(postgres, "orders")))),
                    () -> requireNothingLeft(
                            host, client, part("user-service", with(stores, "DB_URL", database(postgres, "users")))),
                    () -> requireNothingLeft(host, client, part("storefront", Map.of())),
                    () -> requireNothingLeft(host, client, part("channels", Map.of())));
        } finally {
            host.destroy();
            host.waitFor();
            postgres.stop();
        }
    }

    /** What is once per JVM is by the first part: here one that lacks libraries which all others have. */
    @Test
    void aServiceComesUpAsTheFirstAndOnlyOneOfItsProcess() throws Exception {
        var host = host();
        try {
            var client = new HostClient(folder.resolve("host.control"));
            var gateway = part("api-gateway", Map.of());

            assertTimeoutPreemptively(Duration.ofMinutes(5), () -> client.start(gateway));

            assertThat(client.states()).containsEntry("api-gateway", PartState.UP);
        } finally {
            host.destroy();
            host.waitFor();
        }
    }

    private static void requireNothingLeft(Process host, HostClient client, PartSpec part) throws Exception {
        client.start(part);
        restart(client, part, WARM_UP);
        var before = look(host);

        restart(client, part, RESTARTS);

        assertThat(client.states()).containsEntry(part.name(), PartState.UP);
        var after = look(host);
        System.out.printf("%s: %s, after %d restarts: %s%n", part.name(), before, RESTARTS, after);
        if (after.loaders() > before.loaders() + 1) {
            // For whoever wants to know what holds them.
            jcmd(
                    host,
                    "GC.heap_dump",
                    Builds.target("host-tests")
                            .resolve("leak-" + part.name() + ".hprof")
                            .toString());
        }
        client.stop(part.name());
        // One that a cache may still hold.
        assertThat(after.loaders()).as("loaders of " + part.name()).isLessThanOrEqualTo(before.loaders() + 1);
        assertThat(after.threads()).as("threads of " + part.name()).isLessThanOrEqualTo(before.threads() + 5);
        assertThat(after.bytes()).as("bytes of " + part.name()).isLessThan(before.bytes() + (RESTARTS * (512L << 10)));
    }

    private static void restart(HostClient client, PartSpec part, int times) throws IOException, HostRefusal {
        for (var time = 0; time < times; time++) {
            client.stop(part.name());
            client.start(part);
        }
    }

    private Process host() throws IOException, InterruptedException {
        var control = folder.resolve("host.control");
        var log = folder.resolve("host.log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                // What only a cache holds is dropped when the heap is looked at.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.springframework.boot.logging.LoggingSystem=none",
                "-cp",
                Builds.libraryPath().jars().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "shop.local.host.Host",
                control.toString(),
                folder.toString(),
                "host.log"));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        assertThat(OsProcess.await(Duration.ofMinutes(2), () -> Files.exists(control) || !process.isAlive()))
                .isTrue();
        assertThat(process.isAlive()).as("see " + log).isTrue();
        return process;
    }

    private PartSpec part(String service, Map<String, String> settings) {
        var environment = new TreeMap<>(settings);
        environment.put("SPRING_PROFILES_ACTIVE", "local");
        environment.put("SERVER_PORT", Integer.toString(Ports.free()));
        environment.put("EUREKA_CLIENT_ENABLED", "false");
        environment.put("DEPARTURE_NOTICE", "0s");
        environment.put("AVATAR_DIR", folder.resolve("avatars").toString());
        return new PartSpec(
                service,
                PartSpec.SERVICE,
                Builds.target(service).resolve("classes"),
                Builds.names(Builds.libraries(service)),
                environment,
                Map.of());
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        var all = new TreeMap<>(settings);
        all.put(name, value);
        return all;
    }

    private static String database(PostgresServer postgres, String name) {
        return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + postgres.port() + "/" + name;
    }

    /** The histogram is taken after a collection, of what is still reachable. */
    private static Look look(Process host) throws IOException, InterruptedException {
        jcmd(host, "GC.run");
        var histogram = jcmd(host, "GC.class_histogram");
        var threads = (int) THREAD.matcher(jcmd(host, "Thread.print")).results().count();
        return new Look((int) number(LOADERS, histogram), threads, number(TOTAL, histogram));
    }

    private static long number(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(pattern + " in the host's histogram").isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static String jcmd(Process host, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(host.pid())));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text;
        }
    }

    /** What is in the process. */
    private record Look(int loaders, int threads, long bytes) {}
}
