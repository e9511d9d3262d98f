package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The chart as Helm sees it: linted, rendered with several values, and held against the services' settings and the broker's rights. */
class HelmChartTest {

    private static final Path ROOT =
            Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    private static final Path CHART = ROOT.resolve("deploy/helm/shopfleet");
    private static final List<String> SERVICES = List.of(
            "api-gateway",
            "cart-service",
            "channels",
            "discovery-server",
            "inventory-service",
            "notification-service",
            "order-service",
            "payment-service",
            "product-service",
            "storefront",
            "user-service");
    private static final Pattern WITHOUT_DEFAULT = Pattern.compile("\\$\\{([A-Z][A-Z_]+)}");
    private static final Pattern SECRET =
            Pattern.compile("(PASSWORD|SECRET|SECRETS|API_KEY|ACCESS_KEY|SECRET_KEY|KEY_ID|TOKEN)$");
    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)[:}]");

    @Test
    void isWithoutALintersComplaint() {
        var found = new Helm(CHART).lint().strict().call();

        assertThat(found.isFailed()).as("%s", found.getMessages()).isFalse();
        assertThat(found.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
    }

    @Test
    void everyServiceIsDeployedWithoutRightsAndWithProbesAndLimits() {
        var deployments = ofKind(render(Map.of()), "Deployment");

        assertThat(deployments)
                .extracting(HelmChartTest::name)
                .containsExactlyInAnyOrderElementsOf(
                        SERVICES.stream().map(name -> "shop-" + name).toList());
        assertThat(deployments).allSatisfy(deployment -> {
            var pod = map(map(map(deployment.get("spec")).get("template")).get("spec"));
            var container = container(deployment);
            var rights = map(container.get("securityContext"));
            assertThat(map(pod.get("securityContext")).get("runAsNonRoot")).isEqualTo(true);
            assertThat(pod.get("automountServiceAccountToken")).isEqualTo(false);
            assertThat(rights.get("readOnlyRootFilesystem")).isEqualTo(true);
            assertThat(rights.get("allowPrivilegeEscalation")).isEqualTo(false);
            assertThat(map(rights.get("capabilities")).get("drop")).isEqualTo(List.of("ALL"));
            assertThat(names(container)).contains("startupProbe", "readinessProbe", "livenessProbe");
            assertThat(map(map(container.get("resources")).get("limits")).get("memory"))
                    .asString()
                    .matches("\\d+Mi");
            assertThat(list(pod.get("topologySpreadConstraints"))).hasSize(2);
        });
    }

    @Test
    void secretsComeByReferenceAndAllSettingsWithoutADefaultAreGiven() throws IOException {
        var deployments = ofKind(render(Map.of("mail.authenticated", "true")), "Deployment");

        for (var name : SERVICES) {
            var environment = environment(named(deployments, "shop-" + name));
            environment.forEach((variable, source) -> {
                if (SECRET.matcher(variable).find()) {
                    assertThat(names(source)).as("%s of %s", variable, name).contains("valueFrom");
                }
            });
            var settings = Files.readString(ROOT.resolve(name + "/src/main/resources/application.yml"));
            var wanted = WITHOUT_DEFAULT
                    .matcher(settings)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
            assertThat(environment.keySet()).as("environment of %s", name).containsAll(wanted);
            // Whatever a service may be given as a secret can stand in the Secret, and need not stand in values.
            var secrets = SETTING.matcher(settings)
                    .results()
                    .map(found -> found.group(1))
                    .filter(SECRET.asPredicate())
                    .collect(Collectors.toSet());
            assertThat(environment.keySet()).as("secrets of %s", name).containsAll(secrets);
        }
    }

    @Test
    void theWayInIsAnHttpRouteOrAnIngress() {
        assertThat(ofKind(render(Map.of()), "HTTPRoute")).hasSize(1);
        assertThat(ofKind(render(Map.of()), "Ingress")).isEmpty();

        var byIngress = render(Map.of("httpRoute.enabled", "false", "ingress.enabled", "true"));
        assertThat(ofKind(byIngress, "HTTPRoute")).isEmpty();
        assertThat(ofKind(byIngress, "Ingress")).hasSize(1);

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> render(Map.of("ingress.enabled", "true")))
                .withMessageContaining("one way in");
    }

    @Test
    void consumersScaleByLagToNoMoreThanThePartitions() throws IOException {
        var objects =
                render(Map.of("keda.enabled", "true", "keda.partitions", "4", "defaults.autoscaling.maxReplicas", "9"));
        var scaled = ofKind(objects, "ScaledObject");

        assertThat(scaled)
                .extracting(HelmChartTest::name)
                .contains("shop-order-service", "shop-inventory-service", "shop-notification-service");
        var groups = groupsOfTheAccessList();
        assertThat(scaled).allSatisfy(object -> {
            var spec = map(object.get("spec"));
            assertThat((Integer) spec.get("maxReplicaCount")).isEqualTo(4);
            assertThat(list(spec.get("triggers")))
                    .isNotEmpty()
                    .allSatisfy(trigger -> assertThat(groups)
                            .contains(String.valueOf(
                                    map(map(trigger).get("metadata")).get("consumerGroup"))));
        });
        // Two scalers of one deployment would undo each other's work.
        assertThat(ofKind(objects, "HorizontalPodAutoscaler"))
                .extracting(HelmChartTest::name)
                .doesNotContainAnyElementsOf(
                        scaled.stream().map(HelmChartTest::name).toList());
    }

    @Test
    void everyServiceHasANetworkPolicyAndOnlyTheGatewayIsOpenToTheWayIn() {
        var policies = ofKind(render(Map.of()), "NetworkPolicy");

        assertThat(policies).hasSize(SERVICES.size());
        var open = policies.stream()
                .filter(policy -> policy.toString().contains("gateway-system"))
                .map(HelmChartTest::name);
        assertThat(open).containsExactly("shop-api-gateway");
    }

    @Test
    void everyNameInTheSelectorsOfAServiceIsALabelOfItsPods() {
        var objects = render(Map.of());
        var deployments = ofKind(objects, "Deployment");

        assertThat(ofKind(objects, "Service")).hasSize(SERVICES.size()).allSatisfy(service -> {
            var deployment = named(deployments, name(service));
            var labels =
                    map(map(map(map(deployment.get("spec")).get("template")).get("metadata"))
                            .get("labels"));
            map(map(service.get("spec")).get("selector"))
                    .forEach((label, value) -> assertThat(labels.get(label)).isEqualTo(value));
            var ports = list(container(deployment).get("ports")).stream()
                    .map(port -> map(port).get("name"))
                    .toList();
            assertThat(list(map(service.get("spec")).get("ports")))
                    .allSatisfy(port ->
                            assertThat((Object) map(port).get("targetPort")).isIn(ports));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "publicUrl, shop.example.org",
        "publicUrl, https://shop.example.org/",
        "kafka.securityProtocol, TLS",
        "services.order-service.port, 0",
        "services.order-service.replica, 2",
        "postgresql.port, many",
        "mongodb.hosts, mongodb://mongodb",
        "files.storage, disk",
        "mail.from, nobody",
        "nosuchsetting, 1"
    })
    void theSchemaRefusesAWrongValueAndNamesIt(String setting, String value) {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> render(Map.of(setting, value)))
                .withMessageContaining(setting.substring(setting.lastIndexOf('.') + 1));
    }

    private static List<Map<?, ?>> render(Map<String, String> settings) {
        var template = new Helm(CHART)
                .template()
                .withName("shop")
                .withNamespace("shop")
                .withKubeVersion("1.34.0");
        settings.forEach(template::set);
        return StreamSupport.stream(new Yaml().loadAll(template.call()).spliterator(), false)
                .filter(Objects::nonNull)
                .<Map<?, ?>>map(HelmChartTest::map)
                .toList();
    }

    private static Set<String> groupsOfTheAccessList() throws IOException {
        try (var lines = Files.lines(ROOT.resolve("deploy/kafka/access.txt"))) {
            return lines.map(line -> line.replaceFirst("#.*", "").strip().split("\\s+"))
                    .filter(words -> words.length > 3 && words[2].equals("group"))
                    .flatMap(words -> List.of(words).subList(3, words.length).stream())
                    .collect(Collectors.toSet());
        }
    }

    private static List<Map<?, ?>> ofKind(List<Map<?, ?>> objects, String kind) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .toList();
    }

    private static Map<?, ?> named(List<Map<?, ?>> objects, String name) {
        return objects.stream()
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private static String name(Map<?, ?> object) {
        return String.valueOf(map(object.get("metadata")).get("name"));
    }

    private static Map<?, ?> container(Map<?, ?> deployment) {
        var pod = map(map(map(deployment.get("spec")).get("template")).get("spec"));
        return map(list(pod.get("containers")).getFirst());
    }

    private static Map<String, Map<?, ?>> environment(Map<?, ?> deployment) {
        return list(container(deployment).get("env")).stream()
                .map(HelmChartTest::map)
                .collect(Collectors.toMap(entry -> String.valueOf(entry.get("name")), entry -> entry));
    }

    private static Set<String> names(Map<?, ?> map) {
        return map.keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
