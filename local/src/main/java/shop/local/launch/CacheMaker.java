package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Turns what the parts recorded into start-up caches, in processes that end with this one. */
final class CacheMaker implements AutoCloseable {

    private final StartCaches caches;
    private final Progress progress;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    CacheMaker(StartCaches caches, Progress progress) {
        this.caches = caches;
        this.progress = progress;
    }

    List<StartCaches.Recording> pending() {
        try {
            return caches.recordings();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes all, as many at a time as there are processors. */
    void makeAll() throws InterruptedException {
        var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        for (var recording : pending()) {
            threads.execute(() -> make(recording, List.of(), true));
        }
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.MINUTES)) {
            throw new IllegalStateException("The start-up caches were not made within 30 minutes");
        }
    }

    /** Makes one after the other, without a word and behind everything else that the machine has to do. */
    void makeQuietly() {
        var yielding =
                System.getProperty("os.name").startsWith("Windows") ? List.<String>of() : List.of("nice", "-n", "19");
        for (var recording : pending()) {
            if (!closed) {
                make(recording, yielding, false);
            }
        }
    }

    /** Ends what is under way; the recordings stay, for another time. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Process::destroyForcibly);
    }

    private void make(StartCaches.Recording recording, List<String> prefix, boolean aloud) {
        var began = System.nanoTime();
        var program = recording.program();
        if (aloud) {
            progress.begin(program);
        }
        try {
            var made = caches.make(recording, command -> run(prefix, command), () -> closed);
            if (aloud) {
                progress.done(program, made ? "prepared" : "not prepared", Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The start-up cache of " + program + " could not be made", e);
        } finally {
            progress.end(program);
        }
    }

    private boolean run(List<String> prefix, List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        try {
            var process = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            running.add(process);
            try {
                if (closed) {
                    process.destroyForcibly();
                }
                return process.waitFor() == 0;
            } finally {
                running.remove(process);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
