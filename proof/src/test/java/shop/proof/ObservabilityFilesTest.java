package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * Alerts and dashboards ask for metrics that the services have, and each alert has its page. That a running fleet answers with them is seen by
 * {@code deploy/check-compose}.
 */
class ObservabilityFilesTest {

    private static final Path ROOT =
            Path.of(System.getProperty("shop.root", "..")).toAbsolutePath().normalize();
    private static final Path FOLDER = ROOT.resolve("deploy/observability");
    private static final Path RUNBOOKS = ROOT.resolve("docs/runbooks");

    /** Those of our own; what begins otherwise comes from Spring Boot and the libraries. */
    private static final Pattern OWN = Pattern.compile("\\b(?:payment|inventory|orders|shop)_[a-z_]+\\b");

    private static final Pattern MADE = Pattern.compile("\"((?:payment|inventory|orders|shop)(?:\\.[a-z]+)+)\"");

    @Test
    void everyAlertHasARunbookAndASeverity() throws IOException {
        var alerts = alerts();

        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            var name = String.valueOf(alert.get("alert"));
            assertThat(map(alert.get("labels")).get("severity")).as(name).isIn("page", "ticket");
            assertThat(map(alert.get("annotations")).get("runbook"))
                    .as(name)
                    .isEqualTo("docs/runbooks/" + name + ".md");
            assertThat(RUNBOOKS.resolve(name + ".md"))
                    .content()
                    .startsWith("# " + name + "\n")
                    .contains("## Look", "## Do");
        });
        try (var pages = Files.list(RUNBOOKS)) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .as("pages of alerts")
                    .containsExactlyInAnyOrderElementsOf(alerts.stream()
                            .map(alert -> String.valueOf(alert.get("alert")))
                            .toList());
        }
    }

    @Test
    void everyMetricOfOursIsMadeBySomeService() throws IOException {
        var made = metersInTheSources();
        var asked = new TreeSet<String>();
        for (var alert : alerts()) {
            OWN.matcher(String.valueOf(alert.get("expr"))).results().forEach(found -> asked.add(found.group()));
        }
        for (var query : queries()) {
            OWN.matcher(query).results().forEach(found -> asked.add(found.group()));
        }

        assertThat(asked)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(made).contains(name.replaceFirst("_(total|seconds)$", "")));
    }

    @Test
    void everyPanelHasAQueryAndEveryDashboardItsOwnName() throws IOException {
        var names = new ArrayList<String>();
        for (var dashboard : dashboards()) {
            var tree = JsonMapper.shared().readTree(Files.readString(dashboard));
            names.add(tree.get("uid").stringValue());
            assertThat(tree.get("panels"))
                    .isNotEmpty()
                    .allSatisfy(panel -> assertThat(panel.get("targets"))
                            .as(panel.get("title").stringValue())
                            .isNotEmpty());
        }

        assertThat(names).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
    }

    private static Set<String> metersInTheSources() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("/src/main/")
                            && !ROOT.relativize(file).startsWith("proof"))
                    .flatMap(ObservabilityFilesTest::metersIn)
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> metersIn(Path source) {
        try {
            return MADE.matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1).replace('.', '_'));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        try (var in = Files.newInputStream(FOLDER.resolve("alerts.yml"))) {
            Map<?, ?> whole = new Yaml().load(in);
            return list(whole.get("groups")).stream()
                    .flatMap(group -> list(map(group).get("rules")).stream())
                    .<Map<?, ?>>map(ObservabilityFilesTest::map)
                    .toList();
        }
    }

    private static List<Path> dashboards() throws IOException {
        try (var files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
            return files.sorted().toList();
        }
    }

    private static List<String> queries() throws IOException {
        var queries = new ArrayList<String>();
        for (var dashboard : dashboards()) {
            JsonMapper.shared()
                    .readTree(Files.readString(dashboard))
                    .findValues("expr")
                    .forEach(query -> queries.add(query.stringValue()));
        }
        return queries;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
