package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderUseTest {

    /** Within one process a lock is no obstacle, so it takes others to use the folder. */
    static final class User {

        private User() {}

        static void main(String[] arguments) throws IOException, InterruptedException {
            var folder = Path.of(arguments[0]);
            try (var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE);
                    var lock = channel.tryLock()) {
                Files.writeString(folder.resolve(arguments[1]), lock == null ? "refused" : "taken");
                if (lock != null) {
                    Thread.currentThread().join();
                }
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    void aFolderIsClosedWhenItsLastUserHasEndedHoweverAndNobodyGetsItAfterwards() throws Exception {
        var use = new FolderUse(folder, Duration.ZERO);
        assertThat(use.closeIfUnused()).as("before anybody locked it").isFalse();
        Files.createFile(folder.resolve("lock"));
        var user = ChildJvm.start(folder, User.class, folder.toString(), "first");
        awaitAnswer("first", "taken");

        assertThat(use.closeIfUnused()).isFalse();

        user.kill();
        Awaitility.await("the folder to be closed").until(use::closeIfUnused);
        ChildJvm.start(folder, User.class, folder.toString(), "second");
        awaitAnswer("second", "refused");
    }

    @Test
    void aFolderThatIsFreeForAMomentStaysOpen() throws IOException {
        Files.createFile(folder.resolve("lock"));
        var use = new FolderUse(folder, Duration.ofHours(1));

        assertThat(use.closeIfUnused()).isFalse();
        assertThat(use.closeIfUnused()).as("the look did not close it").isFalse();
    }

    private void awaitAnswer(String name, String answer) {
        Awaitility.await("the answer " + answer)
                .until(() -> Files.exists(folder.resolve(name))
                        && Files.readString(folder.resolve(name)).equals(answer));
    }
}
