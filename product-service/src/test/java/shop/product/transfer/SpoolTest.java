package shop.product.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path directory;

    @Test
    void keepsAFileAsAWholeOrNotAtAll() throws IOException {
        var spool = new Spool(directory.resolve("new"));
        var id = new UUID(1, 1);
        var gone = InputStream.nullInputStream();
        gone.close();
        var cut = new SequenceInputStream(bytes("half"), gone);

        assertThatThrownBy(() -> spool.take(id, cut)).isInstanceOf(IOException.class);
        assertThat(spool.has(id)).isFalse();
        assertThat(directory.resolve("new")).isEmptyDirectory();

        spool.take(id, bytes("whole"));
        assertThat(spool.has(id)).isTrue();
        assertThat(spool.size(id)).isEqualTo(5);
    }

    @Test
    void knowsWhatHasBeenThereForAWhileAndForgetsHalves() throws IOException {
        var spool = new Spool(directory);
        spool.take(new UUID(1, 1), bytes("old"));
        spool.take(new UUID(1, 2), bytes("new"));
        age(new UUID(1, 1) + ".import", Duration.ofHours(2));
        age(new UUID(1, 2) + ".import", Duration.ZERO);
        Files.writeString(directory.resolve("dead.part"), "half");
        Files.writeString(directory.resolve("alive.part"), "half");
        age("dead.part", Duration.ofHours(2));
        age("alive.part", Duration.ZERO);

        spool.deleteParts(NOW.minus(Duration.ofHours(1)));

        assertThat(spool.waiting(NOW.minus(Duration.ofHours(1)))).containsExactly(new UUID(1, 1));
        assertThat(directory.resolve("dead.part")).doesNotExist();
        assertThat(directory.resolve("alive.part")).exists();
    }

    private void age(String file, Duration age) throws IOException {
        Files.setLastModifiedTime(directory.resolve(file), FileTime.from(NOW.minus(age)));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
