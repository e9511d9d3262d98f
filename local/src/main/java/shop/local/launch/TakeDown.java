package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import shop.local.infra.PostgresBinaries;
import shop.local.infra.PostgresServer;

/** Stops parts: those that use others first, the stores last. */
final class TakeDown {

    private static final Duration GRACE = Duration.ofSeconds(30);
    /** A part that records writes down what its start was made of, after all else, and that is work. */
    private static final Duration GRACE_OF_RECORDING = Duration.ofMinutes(3);

    private static final List<List<Kind>> ORDER =
            List.of(List.of(Kind.GATEWAY, Kind.SERVICE), List.of(Kind.DISCOVERY, Kind.TOOL), List.of(Kind.STORE));

    private final Home home;
    private final Register register;
    private final Progress progress;

    TakeDown(Home home, Register register, Progress progress) {
        this.home = home;
        this.register = register;
        this.progress = progress;
    }

    void all(Haste haste) throws InterruptedException {
        for (var kinds : ORDER) {
            var group = register.state().entries().stream()
                    .filter(entry -> kinds.contains(entry.kind()))
                    .toList();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var stops = group.stream()
                        .<Future<?>>map(entry -> threads.submit(() -> one(entry, haste)))
                        .toList();
                for (var stop : stops) {
                    stop.get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("A part could not be stopped", e.getCause());
            }
        }
    }

    void one(State.Entry entry, Haste haste) {
        var began = System.nanoTime();
        var process = entry.process();
        var alive = process.isAlive();
        try {
            progress.begin(entry.name());
            if (entry.name().equals(Fleet.POSTGRES)) {
                if (alive) {
                    PostgresServer.stop(process, programs(), home.data(Fleet.POSTGRES));
                }
            } else if (haste == Haste.NOW || (haste == Haste.QUICK && entry.recording() && !isStore(entry))) {
                process.kill();
            } else {
                process.terminate();
            }
            if (!process.awaitEnd(entry.recording() ? GRACE_OF_RECORDING : GRACE)) {
                process.kill();
                process.awaitEnd(GRACE);
            }
            register.remove(entry.name());
            if (alive) {
                progress.done(entry.name(), "stopped", Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(entry.name() + " could not be stopped", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            progress.end(entry.name());
        }
    }

    private static boolean isStore(State.Entry entry) {
        return entry.kind() == Kind.STORE;
    }

    /** Only Windows needs the programs to stop a server, and there they lie where the server was started from. */
    private Path programs() throws IOException {
        return PostgresBinaries.unpack(home.programs());
    }

    /** How parts are asked to end. */
    enum Haste {
        /** In order, and they may write down what makes their next start faster. */
        NONE,
        /** Whatever only saves time later is left out. */
        QUICK,
        /** By SIGKILL, except the database server, which stops as fast in order. */
        NOW
    }
}
