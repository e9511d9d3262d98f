package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code deploy/upgrade} with a Docker whose containers are lines of a file; that no call fails meanwhile is seen by
 * {@code deploy/check-compose} with the real one.
 */
class UpgradeScriptTest {

    /** The commands that the script gives, and no others. */
    private static final String DOCKER = """
            #!/bin/bash
            set -e
            echo "$*" >>"$STATE/calls"
            case "$*" in
            "compose config --format json")
                echo '{"services": {"order-service": {"environment": {"EUREKA_URL": "http://discovery-server:8761/eureka/"}},
                       "api-gateway": {"environment": {"EUREKA_URL": "http://discovery-server:8761/eureka/"}, "ports": [{"target": 8080}]},
                       "postgres": {"environment": {}}, "mail": {}}}' ;;
            "compose ps --quiet order-service" | "compose ps --all --quiet order-service") cat "$STATE/containers" ;;
            "compose up --detach --no-deps --no-build --no-recreate --scale order-service="*" order-service")
                before=$(wc -l <"$STATE/containers")
                for number in $(seq $((${8#*=} - before))); do echo "new-$number" >>"$STATE/containers"; done ;;
            "inspect --format {{.State.Health.Status}} "*) cat "$STATE/health" ;;
            "compose exec -T discovery-server bash -c "*" - order-service") cat "$STATE/registry" ;;
            "logs --tail 40 new-"*) echo "what $4 said" ;;
            "stop --time 40 "*) ;;
            "rm old-"* | "rm --force new-"*)
                grep -vx "${*: -1}" "$STATE/containers" >"$STATE/left" || true
                mv "$STATE/left" "$STATE/containers" ;;
            *) echo "unknown: docker $*" >&2; exit 1 ;;
            esac
            """;

    private static final String UP = "{\"status\":\"UP\"}";

    @TempDir
    private Path folder = Path.of("");

    private @Nullable ScriptWithDocker docker;

    @BeforeEach
    void twoInstances() throws IOException {
        docker = new ScriptWithDocker(folder, DOCKER);
        write("containers", "old-1\nold-2\n");
        write("health", "healthy\n");
        write("registry", UP.repeat(4));
    }

    @Test
    void theOldOnesGoWhenTheNewOnesAreHealthyAndRegistered() throws Exception {
        assertThat(run("order-service").status()).isZero();

        assertThat(lines("containers")).containsExactly("new-1", "new-2");
        assertThat(lines("calls"))
                .containsSubsequence(
                        "inspect --format {{.State.Health.Status}} new-1",
                        "inspect --format {{.State.Health.Status}} new-2",
                        "stop --time 40 old-1",
                        "rm old-1",
                        "stop --time 40 old-2",
                        "rm old-2");
    }

    @Test
    void aNewOneThatDoesNotGetHealthyGoesAndTheOldOnesStay() throws Exception {
        write("health", "unhealthy\n");

        var ended = run("order-service");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("what new-1 said", "did not get healthy");
        assertThat(lines("containers")).containsExactly("old-1", "old-2");
        assertThat(lines("calls")).noneMatch(call -> call.startsWith("stop"));
    }

    @Test
    void aNewOneThatCannotBeFoundGoesAndTheOldOnesStay() throws Exception {
        write("registry", UP.repeat(3));

        var ended = run("order-service");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("the registry does not know");
        assertThat(lines("containers")).containsExactly("old-1", "old-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway", "postgres", "mail", "no-service"})
    void whatCannotHaveASecondInstanceIsRefused(String name) throws Exception {
        var ended = run("order-service", name);

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output()).contains(name);
        assertThat(lines("calls")).containsExactly("compose config --format json");
    }

    @Test
    void aServiceThatDoesNotRunIsNotStarted() throws Exception {
        write("containers", "");

        assertThat(run("order-service").status()).isEqualTo(1);

        assertThat(lines("containers")).isEmpty();
    }

    private ScriptWithDocker.Ended run(String... services) throws Exception {
        return Objects.requireNonNull(docker).run(Map.of("PATIENCE", "0"), "upgrade", services);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(file(name));
    }

    private Path file(String name) {
        return Objects.requireNonNull(docker).state().resolve(name);
    }
}
