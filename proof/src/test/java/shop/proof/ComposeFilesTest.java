package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
            "api-gateway",
            "discovery-server");
    private static final Pattern WITHOUT_DEFAULT = Pattern.compile("\\$\\{([A-Z][A-Z_]+)}");
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{([A-Z_]+):\\?");

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "kafka-docker-compose.yml"})
    void everyServiceHasASourceAndOnlyKnownNeighbours(String file) throws IOException {
        var services = services(file);
        var known = Stream.of("docker-compose.yml", "kafka-docker-compose.yml")
                .flatMap(name -> services(name).keySet().stream())
                .collect(Collectors.toSet());

        assertThat(services).isNotEmpty().allSatisfy((name, service) -> {
            assertThat(service.containsKey("image") || service.containsKey("build"))
                    .as("%s has an image or is built", name)
                    .isTrue();
            assertThat(known).as("what %s waits for", name).containsAll(names(service.get("depends_on")));
            for (var port : list(service.get("ports"))) {
                assertThat(port.toString())
                        .as("%s is open on this machine only", name)
                        .startsWith("127.0.0.1:");
            }
        });
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
    void theExampleSettingsNameEveryRequiredOne() throws IOException {
        var compose = Files.readString(ROOT.resolve("docker-compose.yml"));
        var required =
                REQUIRED.matcher(compose).results().map(found -> found.group(1)).collect(Collectors.toSet());
        var example = Files.readAllLines(ROOT.resolve(".env.example")).stream()
                .filter(line -> line.contains("="))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());

        assertThat(required).isNotEmpty();
        assertThat(example).containsAll(required);
    }

    @Test
    void theTopicsAreThoseOfTheContracts() throws IOException {
        var compose = Files.readString(ROOT.resolve("kafka-docker-compose.yml"));
        try (var folders = Files.list(ROOT.resolve("fleet/contracts/src/main/resources/contracts"))) {
            Set<String> topics = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toSet());

            assertThat(topics)
                    .hasSize(7)
                    .allSatisfy(topic -> assertThat(compose).contains(topic));
        }
    }

    @Test
    void deadLettersAreKeptAsTheServicesKeepThem() throws IOException {
        var compose = Files.readString(ROOT.resolve("kafka-docker-compose.yml"));
        var month = Duration.ofDays(30).toMillis();

        assertThat(compose)
                .contains("create \"$$1-dlt\" --partitions 1 --config retention.ms=" + month
                        + " --config max.message.bytes=" + 4 * 1024 * 1024);
        assertThat(compose.split("dead_letters \"", -1))
                .as("one call for each kind of topic")
                .hasSize(3);
    }

    private static Map<String, Map<?, ?>> services(String file) {
        try (var in = Files.newInputStream(ROOT.resolve(file))) {
            Map<?, ?> whole = new Yaml().load(in);
            return map(whole.get("services")).entrySet().stream()
                    .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> map(entry.getValue())));
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
