package shop.local.launch;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells the person at the keyboard how far things are: a line for what is done, and on a terminal one for what is under way. */
final class Progress {

    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final boolean live;
    private final Set<String> underWay = new LinkedHashSet<>();

    Progress(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** On standard error where standard output is for a program to read. */
    static Progress ofTerminal(boolean json) {
        return new Progress(json ? System.err : System.out, terminal().isPresent());
    }

    /** The person's terminal, if both input and output are one. */
    // JDK 22 to 24 never returned null here; JDK 25 does again.
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Console> terminal() {
        var console = System.console();
        return console != null && console.isTerminal() ? Optional.of(console) : Optional.empty();
    }

    synchronized void line(String text) {
        erase();
        out.println(text);
        show();
    }

    synchronized void lines(Collection<String> texts) {
        texts.forEach(this::line);
    }

    synchronized void begin(String part) {
        underWay.add(part);
        erase();
        show();
    }

    synchronized void done(String part, String what, Duration took) {
        underWay.remove(part);
        line("  %-22s %-10s %6s".formatted(part, what, seconds(took)));
    }

    /** However it went. */
    synchronized void end(String part) {
        if (underWay.remove(part)) {
            erase();
            show();
        }
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private void erase() {
        if (live) {
            out.print(ERASE);
        }
    }

    private void show() {
        if (live && !underWay.isEmpty()) {
            var line = "  ... " + String.join(", ", underWay);
            out.print(ERASE + (line.length() > 100 ? line.substring(0, 97) + "..." : line));
        }
        out.flush();
    }
}
