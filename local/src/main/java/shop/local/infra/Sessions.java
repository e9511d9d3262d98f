package shop.local.infra;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a process a session of its own, so that the terminal's Ctrl-C and hang-up reach only the launcher, which then
 * stops the parts in order.
 */
public final class Sessions {

    private static final List<String> PREFIX = prefix();

    private Sessions() {}

    /** The same command in a session of its own, with the same pid as it would have had. */
    public static List<String> own(List<String> command) {
        var whole = new ArrayList<>(PREFIX);
        whole.addAll(command);
        return whole;
    }

    private static List<String> prefix() {
        if (onPath("setsid") != null) {
            return List.of("setsid");
        }
        // macOS has no setsid command, but always a Perl.
        return onPath("perl") == null
                ? List.of()
                : List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV or die $!");
    }

    private static @Nullable Path onPath(String program) {
        var path = System.getenv("PATH");
        if (path == null) {
            return null;
        }
        for (var folder : path.split(File.pathSeparator, -1)) {
            var file = Path.of(folder, program);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }
}
