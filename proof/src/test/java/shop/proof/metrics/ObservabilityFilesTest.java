package shop.proof.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.proof.Fleet;
import tools.jackson.databind.json.JsonMapper;

/**
 * Alerts and dashboards ask for metrics that the services have, and each alert has its page. That a running fleet answers with them is seen by
 * {@link DashboardsJourney}.
 */
class ObservabilityFilesTest {

    private static final Path ROOT = Fleet.root();
    private static final Path RUNBOOKS = ROOT.resolve("docs/runbooks");

    /** Those of our own; what begins otherwise comes from Spring Boot and the libraries. */
    private static final Pattern OWN = Pattern.compile("\\b(?:payment|inventory|orders|shop)_[a-z_]+\\b");

    private static final Pattern MADE = Pattern.compile("\"((?:payment|inventory|orders|shop)(?:\\.[a-z]+)+)\"");

    @Test
    void everyAlertHasARunbookAndASeverity() throws IOException {
        var alerts = ObservabilityFiles.alerts();

        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            var name = String.valueOf(alert.get("alert"));
            assertThat(ObservabilityFiles.map(alert.get("labels")).get("severity"))
                    .as(name)
                    .isIn("page", "ticket");
            assertThat(ObservabilityFiles.map(alert.get("annotations")).get("runbook"))
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
        for (var alert : ObservabilityFiles.alerts()) {
            OWN.matcher(String.valueOf(alert.get("expr"))).results().forEach(found -> asked.add(found.group()));
        }
        for (var query : ObservabilityFiles.queries()) {
            OWN.matcher(query).results().forEach(found -> asked.add(found.group()));
        }

        assertThat(asked)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(made).contains(name.replaceFirst("_(total|seconds|records)$", "")));
    }

    @Test
    void everyPanelHasAQueryAndEveryDashboardItsOwnName() throws IOException {
        var names = new ArrayList<String>();
        for (var dashboard : ObservabilityFiles.dashboards()) {
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
}
