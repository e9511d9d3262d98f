package shop.local.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Bounds files to which a process writes by itself: its own standard output, PostgreSQL's log. They are open for appending,
 * so what was written can be copied away and the file cut, and the writer goes on at the new end.
 */
final class LogLimit {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final List<Path> files;
    private final long largest;

    LogLimit(List<Path> files, long largest) {
        this.files = List.copyOf(files);
        this.largest = largest;
    }

    void start() {
        Thread.ofPlatform().daemon().name("log-limit").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK_EVERY);
                    apply();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void apply() {
        for (var file : files) {
            try {
                if (Files.exists(file) && Files.size(file) > largest) {
                    cut(file);
                }
            } catch (IOException e) {
                System.err.println(file + " could not be cut: " + e);
            }
        }
    }

    private static void cut(Path file) throws IOException {
        var name = file.getFileName().toString().replaceAll("\\.log$", "");
        for (var age = PartLog.KEPT; age > 0; age--) {
            var younger = age == 1 ? file : file.resolveSibling(name + "." + (age - 1) + ".log");
            var older = file.resolveSibling(name + "." + age + ".log");
            if (age == 1) {
                Files.copy(younger, older, StandardCopyOption.REPLACE_EXISTING);
            } else if (Files.exists(younger)) {
                Files.move(younger, older, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}
