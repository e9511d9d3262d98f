package shop.local.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
final class LogTail {

    private static final int ENOUGH = 64 << 10;

    private LogTail() {}

    /** The last {@code count} lines, or fewer; none if there is no such file. */
    static List<String> of(Path log, int count) {
        try (var channel = Files.newByteChannel(log)) {
            var size = channel.size();
            var buffer = ByteBuffer.allocate((int) Math.min(size, ENOUGH));
            channel.position(size - buffer.capacity());
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Reads on until the buffer is full or the file ends.
            }
            var lines = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            return List.of("(" + log + " cannot be read: " + e.getMessage() + ")");
        }
    }
}
