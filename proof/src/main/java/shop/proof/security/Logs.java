package shop.proof.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import shop.proof.Fleet;

/** What the programs of the fleet have written about what was done to them. */
final class Logs {

    private static final Duration WRITTEN = Duration.ofSeconds(20);

    private Logs() {}

    /** A line that a person on watch would find by the request's id, marked as one about security. */
    static void expectSecurityEvent(Trial trial, String part, String requestId) throws InterruptedException {
        Predicate<String> right =
                line -> line.contains(requestId) && (line.contains("event=security") || line.contains("shop.security"));
        var deadline = System.nanoTime() + WRITTEN.toNanos();
        var found = lines(part, right);
        while (found.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(100);
            found = lines(part, right);
        }
        trial.that(
                "log of " + part + " about request " + requestId,
                "a security event",
                found.isEmpty() ? "nothing" : found.getFirst().strip(),
                !found.isEmpty());
    }

    static List<String> lines(String part, Predicate<String> wanted) {
        return Fleet.running().logs().stream()
                .filter(log -> part.isEmpty() || log.getFileName().toString().startsWith(part))
                .flatMap(log -> lines(log, wanted).stream())
                .toList();
    }

    private static List<String> lines(Path log, Predicate<String> wanted) {
        // Some parts write what is no UTF-8; every byte is a letter of this one.
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(wanted).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
