package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import shop.local.infra.Folders;

/**
 * The start-up caches (JDK 25 AOT caches) of the parts: classes loaded and linked ahead of time, with what the first run
 * learnt about them. A first run records, {@code down} turns the recording into a cache, the next start uses it. A cache is
 * an ease and never a need: one that does not fit is ignored by the JVM, and one that brings a start down is deleted.
 */
final class StartCaches {

    private static final String CACHE = ".aot";
    private static final String RECORDING = ".recording";
    /** What the cache must be made with: the options that decide the layout of objects, and the class path. */
    private static final String COMMAND = ".command";

    private final Home home;

    StartCaches(Home home) {
        this.home = home;
    }

    /**
     * What a cache is good for: one program in one version, on one JDK, with the same options.
     *
     * @param options those that every run of the program has
     */
    static String key(Apps.Installed program, List<String> options) {
        return program.folder().getFileName() + "." + program.name() + "."
                + Runtime.version().toString().replaceAll("[^0-9A-Za-z]", "_") + "."
                + Integer.toHexString(options.hashCode());
    }

    Optional<Path> find(String key) {
        var cache = file(key, CACHE);
        return Files.exists(cache) ? Optional.of(cache) : Optional.empty();
    }

    /** Where a run may record, unless an earlier one did. */
    Optional<Path> recording(String key, List<String> command) {
        var recording = file(key, RECORDING);
        try {
            // The JVM makes the file when it starts and fills it when it ends: an empty one is of a run that was
            // killed.
            if (Files.exists(recording) && Files.size(recording) > 0) {
                return Optional.empty();
            }

            Files.createDirectories(home.caches());
            Folders.writeAtomically(file(key, COMMAND), String.join("\n", command));
            return Optional.of(recording);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what was made or recorded of a program, for a run that failed is a bad teacher. */
    void forget(String key) throws IOException {
        Files.deleteIfExists(file(key, CACHE));
        Files.deleteIfExists(file(key, RECORDING));
        Files.deleteIfExists(file(key, COMMAND));
    }

    /** Recordings that no cache was made of yet. */
    List<Recording> recordings() throws IOException {
        var found = new ArrayList<Recording>();
        if (Files.exists(home.caches())) {
            try (var files = Files.list(home.caches())) {
                for (var file : files.sorted().toList()) {
                    var name = file.getFileName().toString();
                    if (name.endsWith(RECORDING) && Files.size(file) > 0) {
                        found.add(new Recording(name.substring(0, name.length() - RECORDING.length()), file));
                    }
                }
            }
        }
        return found;
    }

    /**
     * Makes a cache of a recording; what was recorded in vain is deleted, so that the next run records
     * anew, unless it was only given up for now.
     */
    boolean make(Recording recording, Predicate<List<String>> run, BooleanSupplier givenUp) throws IOException {
        var command = file(recording.key(), COMMAND);
        var partial = file(recording.key(), ".partial");
        var whole = new ArrayList<String>();
        if (Files.exists(command)) {
            for (var line : Files.readAllLines(command)) {
                whole.add(line);
                if (whole.size() == 1) {
                    whole.addAll(List.of(
                            "-XX:AOTMode=create",
                            "-XX:AOTConfiguration=" + recording.file(),
                            "-XX:AOTCache=" + partial));
                }
            }
        }
        var made = !whole.isEmpty() && run.test(whole) && Files.exists(partial);
        if (made) {
            Files.move(
                    partial,
                    file(recording.key(), CACHE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(partial);
        if (made || !givenUp.getAsBoolean()) {
            Files.deleteIfExists(recording.file());
            Files.deleteIfExists(command);
        }
        return made;
    }

    /** Deletes what belongs to programs that are gone. */
    void deleteAllBut(List<String> foldersOfPrograms) throws IOException {
        if (!Files.exists(home.caches())) {
            return;
        }
        try (var files = Files.list(home.caches())) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (foldersOfPrograms.stream().noneMatch(name::startsWith)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path file(String key, String kind) {
        return home.caches().resolve(key + kind);
    }

    record Recording(String key, Path file) {

        /** For people: the program, without its version. */
        String program() {
            return key.split("\\.", -1)[1];
        }
    }
}
