package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/backup} and {@code deploy/restore} with a Docker whose volumes are folders; with the real one they are tried by
 * {@code deploy/check-compose}.
 */
class BackupScriptsTest {

    /** The commands that the scripts give, and no others. */
    private static final String DOCKER = """
            #!/bin/bash
            set -e
            echo "$*" >>"$STATE/calls"
            make_volumes() { mkdir -p "$STATE"/volumes/shop_{postgres,kafka,grafana}; }
            case "$*" in
            "compose config --volumes") printf '%s\\n' postgres kafka grafana ;;
            "compose config --format json")
                echo '{"volumes": {"postgres": {"name": "shop_postgres"}, "kafka": {"name": "shop_kafka"}, "grafana": {"name": "shop_grafana"}},
                       "services": {"postgres": {"image": "postgres:18"}}}' ;;
            "compose ps --quiet") cat "$STATE/running" ;;
            "compose stop") : >"$STATE/running" ;;
            "compose start" | "compose up --detach") make_volumes; echo everything >"$STATE/running" ;;
            "compose up --no-start") make_volumes ;;
            "compose down --volumes") : >"$STATE/running"; rm -r "$STATE/volumes" ;;
            "volume inspect "*) [ -d "$STATE/volumes/$3" ] ;;
            "run --rm --interactive --network none --user 0 --entrypoint tar --volume "*" postgres:18 "*)
                [ ! -s "$STATE/running" ] || { echo "copied while it runs" >&2; exit 1; }
                volume=${11%%:*}
                [ "$volume" != "$(cat "$STATE/broken" 2>/dev/null)" ] || { echo "disk full" >&2; exit 1; }
                shift 12
                exec tar "${@//\\/data/$STATE/volumes/$volume}" ;;
            *) echo "unknown: docker $*" >&2; exit 1 ;;
            esac
            """;

    @TempDir
    private Path folder = Path.of("");

    private @Nullable ScriptWithDocker docker;
    private Path state = Path.of("");
    private Path backup = Path.of("");

    @BeforeEach
    void aShopThatRuns() throws IOException {
        docker = new ScriptWithDocker(folder, DOCKER);
        state = docker.state();
        backup = folder.resolve("backup");
        for (var volume : List.of("postgres", "kafka", "grafana")) {
            Files.createDirectories(volume(volume).resolve("empty"));
            Files.writeString(volume(volume).resolve("data"), volume + " at noon");
        }
        Files.setPosixFilePermissions(volume("postgres"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(state.resolve("running"), "everything");
    }

    @Test
    void whatWasBackedUpIsBackAndWhatCameAfterIsGone() throws Exception {
        assertThat(run("backup", backup.toString()).status()).isZero();

        assertThat(running()).as("runs again").isTrue();
        assertThat(contents(backup)).containsExactly("kafka.tar.gz", "postgres.tar.gz", "sha256sums");
        Files.writeString(volume("postgres").resolve("data"), "postgres at one");
        Files.writeString(volume("kafka").resolve("later"), "a segment");

        assertThat(run("restore", backup.toString(), "--replace").status()).isZero();

        assertThat(volume("postgres").resolve("data")).hasContent("postgres at noon");
        assertThat(volume("postgres").resolve("empty")).isEmptyDirectory();
        assertThat(Files.getPosixFilePermissions(volume("postgres")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(contents(volume("kafka"))).containsExactly("data", "empty");
        assertThat(running()).isTrue();
    }

    @Test
    void aShopThatStandsStillIsCopiedAndStaysSo() throws Exception {
        Files.writeString(state.resolve("running"), "");

        assertThat(run("backup", backup.toString()).status()).isZero();

        assertThat(running()).isFalse();
        assertThat(backup.resolve("sha256sums")).exists();
    }

    @Test
    void aBackupThatFailsLeavesAShopThatRunsAndNothingThatLooksLikeABackup() throws Exception {
        Files.writeString(state.resolve("broken"), "shop_postgres");

        var failed = run("backup", backup.toString());

        assertThat(failed.status()).isNotZero();
        assertThat(failed.output()).contains("disk full");
        assertThat(running()).isTrue();
        assertThat(contents(backup)).isEmpty();
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws Exception {
        Files.createDirectory(backup);
        Files.writeString(backup.resolve("kafka.tar.gz"), "of last week");

        assertThat(run("backup", backup.toString()).status()).isEqualTo(2);

        assertThat(backup.resolve("kafka.tar.gz")).hasContent("of last week");
        assertThat(state.resolve("calls")).doesNotExist();
    }

    @Test
    void aDamagedBackupChangesNothing() throws Exception {
        run("backup", backup.toString());
        Files.write(backup.resolve("postgres.tar.gz"), new byte[] {1, 2, 3});

        var refused = run("restore", backup.toString(), "--replace");

        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("damaged");
        requireUntouched();
    }

    @Test
    void aBackupOfAShopWithFewerStoresChangesNothing() throws Exception {
        run("backup", backup.toString());
        Files.delete(backup.resolve("kafka.tar.gz"));
        var sums = Files.readString(backup.resolve("sha256sums"));
        Files.writeString(
                backup.resolve("sha256sums"),
                sums.lines().filter(line -> !line.contains("kafka")).findFirst().orElseThrow() + "\n");

        var refused = run("restore", backup.toString(), "--replace");

        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("without kafka");
        requireUntouched();
    }

    @Test
    void dataThatIsThereIsReplacedOnlyWhenAskedTo() throws Exception {
        run("backup", backup.toString());

        var refused = run("restore", backup.toString());

        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("--replace");
        requireUntouched();
    }

    @Test
    void whatIsNoBackupIsRefused() throws Exception {
        assertThat(run("restore", folder.resolve("nowhere").toString()).status())
                .isEqualTo(2);
        assertThat(run("restore", Files.createDirectory(backup).toString()).status())
                .isEqualTo(2);
        assertThat(run("restore", backup.toString(), "--force").status()).isEqualTo(2);
        assertThat(run("restore").status()).isEqualTo(2);
        assertThat(run("backup").status()).isEqualTo(2);
        requireUntouched();
    }

    private void requireUntouched() throws IOException {
        assertThat(volume("postgres").resolve("data")).hasContent("postgres at noon");
        assertThat(volume("kafka").resolve("data")).hasContent("kafka at noon");
        assertThat(running()).isTrue();
    }

    private Path volume(String name) {
        return state.resolve("volumes/shop_" + name);
    }

    private boolean running() throws IOException {
        return !Files.readString(state.resolve("running")).isBlank();
    }

    private static List<String> contents(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private ScriptWithDocker.Ended run(String script, String... arguments) throws Exception {
        return Objects.requireNonNull(docker).run(Map.of(), script, arguments);
    }
}
