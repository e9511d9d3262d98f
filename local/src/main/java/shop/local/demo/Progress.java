package shop.local.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** A bar that grows in place on a terminal; elsewhere, as in a log, one line for every tenth. */
final class Progress {

    private static final int WIDTH = 32;
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintWriter out;
    private final boolean terminal;
    private final String unit;
    private final long total;
    private final Supplier<String> notes;
    private final long start = System.nanoTime();
    private long done;
    private long lastDrawn = start - REDRAW_NANOS;
    private long lastTenth;

    /** @param notes what is said behind the bar, asked anew each time */
    Progress(PrintWriter out, boolean terminal, String unit, long total, Supplier<String> notes) {
        this.out = out;
        this.terminal = terminal;
        this.unit = unit;
        this.total = total;
        this.notes = notes;
    }

    synchronized void step() {
        at(done + 1);
    }

    synchronized void at(long nowDone) {
        done = nowDone;
        if (terminal) {
            var now = System.nanoTime();
            if (now - lastDrawn >= REDRAW_NANOS || done == total) {
                lastDrawn = now;
                out.print("\r" + line() + "\u001b[K");
                out.flush();
            }
        } else {
            var tenth = done * 10 / Math.max(1, total);
            if (tenth > lastTenth) {
                lastTenth = tenth;
                out.println(line());
                out.flush();
            }
        }
    }

    /** Leaves the bar as it stands. */
    synchronized void end() {
        if (terminal) {
            out.println("\r" + line() + "\u001b[K");
            out.flush();
        }
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String line() {
        var filled = (int) (total == 0 ? WIDTH : WIDTH * done / total);
        var seconds = Math.max(0.001, took().toMillis() / 1000.0);
        return "  [%s%s] %,d/%,d %s, %.0f/s, %.0f s  %s"
                .formatted(
                        "#".repeat(filled),
                        "-".repeat(WIDTH - filled),
                        done,
                        total,
                        unit,
                        done / seconds,
                        seconds,
                        notes.get());
    }
}
