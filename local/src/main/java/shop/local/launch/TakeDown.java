package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import shop.local.infra.OsProcess;
import shop.local.infra.PostgresBinaries;
import shop.local.infra.PostgresServer;

/** Stops parts: those that use others first, the stores last. */
final class TakeDown {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final List<List<Kind>> ORDER =
            List.of(List.of(Kind.GATEWAY, Kind.SERVICE), List.of(Kind.DISCOVERY, Kind.TOOL), List.of(Kind.STORE));

    private final Home home;
    private final Hosts hosts;
    private final Register register;
    private final Progress progress;

    TakeDown(Home home, Hosts hosts, Register register, Progress progress) {
        this.home = home;
        this.hosts = hosts;
        this.register = register;
        this.progress = progress;
    }

    void all(Haste haste) throws InterruptedException {
        for (var kinds : ORDER) {
            inParallel(
                    register.state().entries().stream()
                            .filter(entry -> kinds.contains(entry.kind()))
                            .toList(),
                    entry -> oneOrGoOn(entry, haste));
        }
        inParallel(register.state().hosts(), host -> end(host, haste));
    }

    /** A part that does not let itself be stopped ends with its process, which comes last, and does not keep the others. */
    private void oneOrGoOn(State.Entry entry, Haste haste) {
        try {
            one(entry, haste);
        } catch (UncheckedIOException e) {
            if (entry.host() == null) {
                throw e;
            }
            progress.line(String.valueOf(e.getMessage()));
            register.remove(entry.name());
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
            } else if (haste == Haste.NOW) {
                process.kill();
            } else if (alive && entry.host() != null) {
                stopInHost(entry);
            } else {
                process.terminate();
            }
            if (!entry.isShared() || haste == Haste.NOW) {
                awaitEnd(process);
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

    private void stopInHost(State.Entry entry) throws IOException, InterruptedException {
        try {
            hosts.stop(entry);
        } catch (IOException e) {
            if (entry.process().isAlive()) {
                throw e;
            }
            // It ended while it was asked to.
        }
    }

    private void end(State.HostProcess host, Haste haste) {
        try {
            if (haste == Haste.NOW) {
                host.process().kill();
                awaitEnd(host.process());
                register.removeHost(host.name());
            } else {
                hosts.end(host.name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + host.name() + " could not be ended", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(OsProcess process) throws InterruptedException {
        if (!process.awaitEnd(GRACE)) {
            process.kill();
            process.awaitEnd(GRACE);
        }
    }

    private static <T> void inParallel(List<T> all, Consumer<T> stop) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stops = all.stream()
                    .<Future<?>>map(each -> threads.submit(() -> stop.accept(each)))
                    .toList();
            for (var each : stops) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A part could not be stopped", e.getCause());
        }
    }

    /** Only Windows needs the programs to stop a server, and there they lie where the server was started from. */
    private Path programs() throws IOException {
        return PostgresBinaries.unpack(home.programs());
    }

    /** How parts are asked to end. */
    enum Haste {
        /** In order. */
        NONE,
        /** By SIGKILL, except the database server, which stops as fast in order. */
        NOW
    }
}
