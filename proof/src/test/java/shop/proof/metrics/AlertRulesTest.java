package shop.proof.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import shop.proof.Programs;

/** Prometheus' own tool reads the rules and tries each of them on series made up for it; what a real fleet makes of them is seen by {@link AlertDrill}. */
class AlertRulesTest {

    @Test
    void everyRuleIsQuietFiresInTimeAndEnds() throws IOException, InterruptedException {
        assertThat(promtool("test", "rules", "alerts.test.yml")).contains("SUCCESS");
    }

    @Test
    void theRulesAreValid() throws IOException, InterruptedException {
        assertThat(promtool("check", "rules", "alerts.yml"))
                .contains("SUCCESS: " + ObservabilityFiles.alerts().size() + " rules found");
    }

    @Test
    void noRuleIsLeftOut() throws IOException {
        try (var in = Files.newInputStream(ObservabilityFiles.FOLDER.resolve("alerts.test.yml"))) {
            Map<String, List<Map<String, Object>>> whole = new Yaml().load(in);

            assertThat(whole.get("tests"))
                    .extracting(test -> String.valueOf(test.get("name")))
                    .containsExactlyInAnyOrderElementsOf(ObservabilityFiles.alertNames());
        }
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Programs.require("promtool").toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(ObservabilityFiles.FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
