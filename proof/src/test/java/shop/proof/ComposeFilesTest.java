package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Holds the compose files against themselves and against the services' settings, on machines without Docker too. It reads them as YAML;
 * only Compose itself knows its whole language, and CI asks it where it is installed.
 */
class ComposeFilesTest {

    private static final Path ROOT =
            Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    private static final List<String> SERVICES = List.of(
            "user-service",
            "product-service",
            "inventory-service",
            "cart-service",
            "order-service",
            "payment-service",
            "notification-service",
            "channels",
            "storefront",
            "api-gateway",
            "discovery-server");
    private static final Pattern WITHOUT_DEFAULT = Pattern.compile("\\$\\{([A-Z][A-Z_]+)}");
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{([A-Z_]+):\\?");

    /** What the whole shop may take of a laptop, one-shot containers and profiles aside. */
    private static final int MEGABYTES = 4096;

    private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+[A-Za-z0-9._-]*");

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "kafka-docker-compose.yml"})
    void everyServiceHasASourceAndOnlyKnownNeighbours(String file) {
        var services = services(file);

        assertThat(services).isNotEmpty().allSatisfy((name, service) -> {
            var image = String.valueOf(service.get("image"));
            assertThat(service.containsKey("build") || PINNED.matcher(image).matches())
                    .as("%s is built or of one version: %s", name, image)
                    .isTrue();
            assertThat(service.containsKey("build") == image.startsWith("${IMAGE_PREFIX:-shopfleet}/"))
                    .as("what is built has a name of ours: %s", image)
                    .isTrue();
            assertThat(services.keySet()).as("what %s waits for", name).containsAll(names(service.get("depends_on")));
            for (var port : list(service.get("ports"))) {
                assertThat(port.toString())
                        .as("%s is open on this machine only", name)
                        .startsWith("127.0.0.1:");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "kafka-docker-compose.yml"})
    void everyContainerHasLimitsAndNoRights(String file) {
        assertThat(services(file)).allSatisfy((name, service) -> {
            assertThat(list(service.get("cap_drop")))
                    .as("%s: rights of root", name)
                    .isEqualTo(List.of("ALL"));
            assertThat(service.containsKey("cap_add"))
                    .as("%s: rights of root", name)
                    .isFalse();
            assertThat(list(service.get("security_opt"))).as(name).isEqualTo(List.of("no-new-privileges:true"));
            assertThat(megabytes(service)).as("%s: memory", name).isPositive();
            assertThat(map(map(service.get("logging")).get("options")).keySet().stream()
                            .map(Object::toString))
                    .as("%s: its log ends", name)
                    .contains("max-size", "max-file");
        });
    }

    @Test
    void theMemoryOfTheWholeShopIsBounded() {
        var whole = services("docker-compose.yml").values().stream()
                .filter(service -> !service.containsKey("profiles") && !isOneShot(service))
                .mapToInt(ComposeFilesTest::megabytes)
                .sum();

        assertThat(whole).isBetween(1, MEGABYTES);
    }

    @Test
    void ourOwnServicesCannotWriteTheirImageAndStopInTime() {
        var services = services("docker-compose.yml");
        for (var name : SERVICES) {
            var service = Objects.requireNonNull(services.get(name), name);
            assertThat(service.get("read_only")).as(name).isEqualTo(true);
            assertThat(list(service.get("tmpfs"))).as(name).isEqualTo(List.of("/tmp"));
            assertThat(service.get("stop_grace_period")).as(name).isEqualTo("40s");
            assertThat(networks(service)).as(name).contains("fleet");
        }
    }

    @Test
    void onlyWhoHasDataInAStoreReachesIt() {
        var services = services("docker-compose.yml");
        for (var store : List.of("postgres", "mongodb")) {
            var networks = list(Objects.requireNonNull(services.get(store)).get("networks"));
            assertThat(networks).as(store).isEqualTo(List.of(store));
            var variable = store.equals("postgres") ? "DB_URL" : "MONGODB_URI";
            for (var name : SERVICES) {
                var service = Objects.requireNonNull(services.get(name), name);
                assertThat(networks(service).contains(store))
                        .as("%s reaches %s", name, store)
                        .isEqualTo(names(service.get("environment")).contains(variable));
            }
        }
        for (var network : List.of("fleet", "postgres", "mongodb", "kafka", "mail", "providers")) {
            assertThat(map(allNetworks().get(network)).get("internal"))
                    .as(network)
                    .isEqualTo(true);
        }
    }

    /** An instance has an address in each of its networks, and its callers reach one of them. */
    @Test
    void instancesRegisterTheirAddressInTheNetworkOfTheFleet() {
        var services = services("docker-compose.yml");
        var configs = list(map(map(allNetworks().get("fleet")).get("ipam")).get("config"));
        var subnet = String.valueOf(map(configs.getFirst()).get("subnet"));
        for (var name : SERVICES) {
            var service = Objects.requireNonNull(services.get(name), name);
            if (!name.equals("discovery-server")) {
                var preferred = map(service.get("environment")).get("SPRING_CLOUD_INETUTILS_PREFERREDNETWORKS");
                assertThat(subnet).as(name).isEqualTo(preferred + ".0/24");
            }
        }
    }

    @Test
    void theBrokerKnowsTheUsersOfTheAccessList() throws IOException {
        var services = services("docker-compose.yml");
        Set<String> users;
        try (var lines = Files.lines(ROOT.resolve("deploy/kafka/access.txt"))) {
            users = lines.map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split("\\s+", -1)[0])
                    .collect(Collectors.toSet());
        }
        var passwords =
                names(Objects.requireNonNull(services.get("kafka-setup")).get("environment"));

        assertThat(users)
                .isNotEmpty()
                .allSatisfy(user -> assertThat(passwords)
                        .contains(user.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD"));
        for (var user : users) {
            var service = services.get(user);
            if (service != null) {
                assertThat(map(service.get("environment")).get("KAFKA_USERNAME"))
                        .isEqualTo(user);
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void initEnvMakesSecretsOnceAndKeepsWhatIsSet(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve(".env"), """
                ORDERS_DB_PASSWORD=mine
                EUREKA_PASSWORD=
                OWN_SETTING=a=b#c
                """);

        runInitEnv(file);
        var made = settings(file);

        assertThat(made)
                .containsEntry("ORDERS_DB_PASSWORD", "mine")
                .containsEntry("OWN_SETTING", "a=b#c")
                .containsEntry("GATEWAY_PORT", "8080");
        assertThat(made.get("EUREKA_PASSWORD")).hasSizeGreaterThanOrEqualTo(32);
        var secrets = made.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("_PASSWORD")
                        || entry.getKey().endsWith("_SECRET")
                        || entry.getKey().endsWith("_SECRETS"))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(secrets).hasSizeGreaterThan(15).doesNotHaveDuplicates().allMatch(secret -> secret.matches("\\w+"));
        assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]");

        runInitEnv(file);

        assertThat(settings(file)).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "404, 1", "503, 1", "500, 1"})
    @DisabledOnOs(OS.WINDOWS)
    void theHealthCheckBelievesTheStatusAndNothingElse(int status, int exit) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            // An answer may have this number anywhere but in its status.
            exchange.getResponseHeaders().set("X-Request-Id", "0200-200-200");
            var body = "{\"status\": 200}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        try {
            assertThat(healthCheck(server.getAddress().getPort())).isEqualTo(exit);
        } finally {
            server.stop(0);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theHealthCheckFailsWhereNobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(healthCheck(port)).isNotZero();
    }

    private static int healthCheck(int port) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                "bash", ROOT.resolve("deploy/docker/healthcheck.sh").toString());
        builder.environment().put("SERVER_PORT", String.valueOf(port));
        return finished(builder);
    }

    private static void runInitEnv(Path file) throws IOException, InterruptedException {
        assertThat(finished(
                        new ProcessBuilder("sh", ROOT.resolve("deploy/init-env").toString(), file.toString())))
                .isZero();
    }

    private static int finished(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static Map<String, String> settings(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }

    @Test
    void everySettingWithoutADefaultIsGivenToItsService() throws IOException {
        var services = services("docker-compose.yml");
        for (var name : SERVICES) {
            var given = names(Objects.requireNonNull(services.get(name), name).get("environment"));
            var settings = Files.readString(ROOT.resolve(name + "/src/main/resources/application.yml"));
            var wanted = WITHOUT_DEFAULT
                    .matcher(settings)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());

            assertThat(given).as("environment of %s", name).containsAll(wanted);
        }
    }

    @Test
    void theTrialsChangeSettingsThatTheServicesHave() throws IOException {
        var services = services("deploy/journeys.yml");

        assertThat(services).isNotEmpty();
        for (var name : services.keySet()) {
            var settings = Files.readString(ROOT.resolve(name + "/src/main/resources/application.yml"));
            assertThat(names(Objects.requireNonNull(services.get(name)).get("environment")))
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(variable -> assertThat(settings).contains("${" + variable + ":"));
        }
    }

    /** Each provider's sandbox signs with what payment-service verifies with, and its own key leads to it. */
    @ParameterizedTest
    @CsvSource({
        "stripe, STRIPE_WEBHOOK_SECRET, STRIPE_WEBHOOK_SECRETS",
        "razorpay, RAZORPAY_WEBHOOK_SECRET, RAZORPAY_WEBHOOK_SECRET"
    })
    void eachProviderCanBePaidThroughWithoutAKey(String provider, String signsWith, String verifiesWith) {
        var services = services("docker-compose.yml");
        var sandbox =
                map(Objects.requireNonNull(services.get(provider + "-sandbox")).get("environment"));
        var payments =
                map(Objects.requireNonNull(services.get("payment-service")).get("environment"));

        assertThat(sandbox.get(signsWith)).isEqualTo(payments.get(verifiesWith));
        assertThat(payments.get(provider.toUpperCase(Locale.ROOT) + "_SANDBOX_URL"))
                .asString()
                .startsWith("http://" + provider + "-sandbox:");
        assertThat(sandbox.get(provider.toUpperCase(Locale.ROOT) + "_WEBHOOK_URL"))
                .asString()
                .endsWith("/api/payments/webhooks/" + provider);
    }

    @Test
    void theExampleSettingsNameEveryRequiredOne() throws IOException {
        var compose = Files.readString(ROOT.resolve("docker-compose.yml"));
        var required =
                REQUIRED.matcher(compose).results().map(found -> found.group(1)).collect(Collectors.toSet());
        var example = settings(ROOT.resolve(".env.example")).keySet();

        assertThat(required).isNotEmpty();
        assertThat(example).containsAll(required);
    }

    @Test
    void theTopicsOfTheBrokerSetupAreThoseOfTheContracts() throws IOException {
        var topicsOfTheSetup = Files.readString(ROOT.resolve("local/src/main/java/shop/local/infra/Topics.java"));
        try (var folders = Files.list(ROOT.resolve("fleet/contracts/src/main/resources/contracts"))) {
            Set<String> topics = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toSet());

            assertThat(topics)
                    .hasSize(7)
                    .allSatisfy(topic -> assertThat(topicsOfTheSetup).contains(quoted(topic)));
        }
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static Map<?, ?> allNetworks() {
        return map(whole("docker-compose.yml").get("networks"));
    }

    private static Set<String> networks(Map<?, ?> service) {
        var networks = service.get("networks");
        return networks instanceof List<?> list
                ? list.stream().map(Object::toString).collect(Collectors.toSet())
                : names(networks);
    }

    private static int megabytes(Map<?, ?> service) {
        var limit = String.valueOf(service.get("mem_limit"));
        assertThat(limit).matches("\\d+m");
        return Integer.parseInt(limit.substring(0, limit.length() - 1));
    }

    private static boolean isOneShot(Map<?, ?> service) {
        return "on-failure".equals(service.get("restart"));
    }

    private static Map<String, Map<?, ?>> services(String file) {
        return map(whole(file).get("services")).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> map(entry.getValue())));
    }

    private static Map<?, ?> whole(String file) {
        // As Compose does, which takes no file where a name stands twice.
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (var in = Files.newInputStream(ROOT.resolve(file))) {
            return map(new Yaml(options).load(in));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Set<String> names(@Nullable Object value) {
        return map(value).keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
