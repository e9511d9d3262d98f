package shop.proof.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import shop.proof.Fleet;
import tools.jackson.databind.json.JsonMapper;

/** The rules and dashboards in {@code deploy/observability}. */
final class ObservabilityFiles {

    static final Path FOLDER = Fleet.root().resolve("deploy/observability");

    private ObservabilityFiles() {}

    /** An entry of {@code alerts.yml}. */
    static List<Map<?, ?>> alerts() throws IOException {
        try (var in = Files.newInputStream(FOLDER.resolve("alerts.yml"))) {
            Map<?, ?> whole = new Yaml().load(in);
            return list(whole.get("groups")).stream()
                    .flatMap(group -> list(map(group).get("rules")).stream())
                    .<Map<?, ?>>map(ObservabilityFiles::map)
                    .toList();
        }
    }

    static List<String> alertNames() throws IOException {
        return alerts().stream()
                .map(alert -> String.valueOf(alert.get("alert")))
                .toList();
    }

    static List<Path> dashboards() throws IOException {
        try (var files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
            return files.sorted().toList();
        }
    }

    /** Of all panels. */
    static List<String> queries() throws IOException {
        var queries = new ArrayList<String>();
        for (var dashboard : dashboards()) {
            JsonMapper.shared()
                    .readTree(Files.readString(dashboard))
                    .findValues("expr")
                    .forEach(query -> queries.add(query.stringValue()));
        }
        return queries;
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
