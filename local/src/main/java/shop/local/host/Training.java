package shop.local.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads the classes that a host has loaded, and does nothing else, so that the JVM which records this can make a start-up
 * cache of them. The JDK writes a recording only when a process ends, and the host is not to wait for that when it is stopped.
 */
final class Training {

    private static final String SOURCE = " source: ";

    private Training() {}

    /** Arguments: what {@code -Xlog:class+load} wrote. */
    static void main(String[] arguments) throws IOException {
        var loaded = 0;
        try (var lines = Files.lines(Path.of(arguments[0]))) {
            for (var line : (Iterable<String>) lines::iterator) {
                var end = line.indexOf(SOURCE);
                if (end > 0
                        && isOfALibrary(line.substring(end + SOURCE.length()))
                        && isLoaded(line.substring(0, end))) {
                    loaded++;
                }
            }
        }
        System.out.println(loaded + " classes");
    }

    /** What the services' own loaders define, and what is made at run time, cannot be in the cache. */
    private static boolean isOfALibrary(String source) {
        return (source.startsWith("file:") && source.endsWith(".jar"))
                || source.startsWith("jrt:")
                || source.startsWith("shared objects file");
    }

    private static boolean isLoaded(String name) {
        try {
            // Not initialised: that would run its code.
            return Class.forName(name, false, Training.class.getClassLoader()) != null;
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }
}
