package shop.local.infra;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who uses a folder locks the file {@code lock} in it, and the system lets go of that when the process ends, however it does. */
final class FolderUse {

    private final Path file;
    private final Duration patience;
    private long lastSeen = System.nanoTime();

    @SuppressWarnings("UnusedVariable") // reachable, or the collector would close the file and let the lock go
    private @Nullable FileLock closed;

    FolderUse(Path folder, Duration patience) {
        this.file = folder.resolve("lock");
        this.patience = patience;
    }

    /** If nobody has used the folder for a while, nobody can from now on, until this process ends. A folder without the file is in use. */
    boolean closeIfUnused() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var lock = channel.tryLock();
        if (lock == null) {
            lastSeen = System.nanoTime();
        } else if (System.nanoTime() - lastSeen >= patience.toNanos()) {
            closed = lock;
            return true;
        }
        channel.close();
        return false;
    }
}
