package shop.local.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLimitTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFileThatGrewTooLargeGoesOnEmptyForWhoHasItOpen() throws IOException {
        var log = folder.resolve("postgres.log");
        try (var writer = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("one two three".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            new LogLimit(List.of(log), 10).apply();
            writer.write("four".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        assertThat(log).hasContent("four");
        assertThat(folder.resolve("postgres.1.log")).hasContent("one two three");
    }

    @Test
    void onlySoManyOldOnesAreKept() throws IOException {
        var log = folder.resolve("postgres.log");
        for (var round = 0; round < 5; round++) {
            Files.writeString(log, "round " + round + " is long enough");
            new LogLimit(List.of(log), 10).apply();
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("postgres.log", "postgres.1.log", "postgres.2.log");
        }
        assertThat(folder.resolve("postgres.1.log")).hasContent("round 4 is long enough");
    }

    @Test
    void aSmallFileIsLeftAlone() throws IOException {
        var log = folder.resolve("host.log");
        Files.writeString(log, "short");

        new LogLimit(List.of(log, folder.resolve("missing.log")), 10).apply();

        assertThat(log).hasContent("short");
    }
}
