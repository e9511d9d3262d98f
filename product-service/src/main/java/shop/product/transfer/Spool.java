package shop.product.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The files that wait to be imported by this instance. */
final class Spool {

    private static final String WHOLE = ".import";
    private static final String PART = ".part";

    private final Path directory;

    Spool(Path directory) {
        this.directory = directory;
    }

    /** Keeps a file; it is there as a whole or not at all. */
    void take(UUID id, InputStream body) throws IOException {
        Files.createDirectories(directory);
        var part = directory.resolve(id + PART);
        try {
            Files.copy(body, part);
            try (var written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                // The client gets a 202: its file is taken.
                written.force(true);
            }
            Files.move(part, file(id), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    boolean has(UUID id) {
        return Files.isRegularFile(file(id));
    }

    long size(UUID id) throws IOException {
        return Files.size(file(id));
    }

    SeekableByteChannel open(UUID id) throws IOException {
        return Files.newByteChannel(file(id));
    }

    void delete(UUID id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    /** Those whose upload has been over for a while. */
    List<UUID> waiting(Instant before) throws IOException {
        return older(WHOLE, before).stream()
                .map(file -> file.getFileName().toString())
                .map(name -> UUID.fromString(name.substring(0, name.length() - WHOLE.length())))
                .toList();
    }

    /** Deletes what an instance that died left of an upload; one that goes on is written to all the time. */
    void deleteParts(Instant before) throws IOException {
        for (var part : older(PART, before)) {
            Files.deleteIfExists(part);
        }
    }

    private List<Path> older(String ending, Instant instant) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .filter(file -> isOlder(file, instant))
                    .toList();
        }
    }

    private static boolean isOlder(Path file, Instant instant) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(instant);
        } catch (IOException gone) {
            return false;
        }
    }

    private Path file(UUID id) {
        return directory.resolve(id + WHOLE);
    }

    static InputStream stream(SeekableByteChannel channel) {
        return Channels.newInputStream(channel);
    }
}
