package shop.local.launch;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import shop.local.launch.TakeDown.Haste;

/**
 * One start of a fleet, from the first part to its hand-over. Until {@link #letGo()} the parts belong to this process: if
 * the start fails, or this process is asked to end, they stop.
 */
final class Run implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Home home;
    private final Progress progress;
    private final Launcher launcher;
    private final BringUp bringUp;
    private final Thread hook = Thread.ofPlatform().unstarted(this::stopOnSignal);
    private final AtomicReference<@Nullable Lock> lock = new AtomicReference<>();
    private volatile boolean signalled;

    Run(Home home, Progress progress) {
        this.home = home;
        this.progress = progress;
        this.lock.set(Lock.take(home, progress));
        this.launcher = Launcher.open(home, progress);
        this.bringUp = launcher.bringUp();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Launcher launcher() {
        return launcher;
    }

    /**
     * Starts what is missing of the parts and waits until all work, but for services that do not come up: what is wrong with
     * them is said, and returned.
     *
     * @param whole whether the shop as a whole should answer at its gateway then
     */
    List<ShopException> start(Function<Launcher, List<Part>> parts, boolean whole) throws InterruptedException {
        launcher.tellOfIgnoredSettings();
        launcher.tidy();
        try {
            var began = System.nanoTime();
            var failures = bringUp.start(parts.apply(launcher));
            failures.forEach(failure -> progress.line(String.valueOf(failure.getMessage())));
            if (!failures.isEmpty()) {
                progress.line("The rest runs. Start what failed with ./shop restart NAME when its cause is mended.");
                return failures;
            }
            if (whole) {
                progress.begin("routes");
                new Routes(launcher.fleet()).await();
                progress.end("routes");
            }
            progress.line("  %-22s %-10s %6s"
                    .formatted("all", "ready", Progress.seconds(Duration.ofNanos(System.nanoTime() - began))));
            return failures;
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    /** Fills an empty shop with goods to look at. */
    void fill(BiConsumer<RunningFleet, Consumer<String>> catalog) throws InterruptedException {
        progress.begin("demo catalog");
        try {
            catalog.accept(RunningFleet.of(home, launcher.fleet()), progress::line);
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        } finally {
            progress.end("demo catalog");
        }
    }

    /** The parts go on without this process. */
    void letGo() {
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** Stays with the parts and reports when one ends; returns when they were stopped by somebody else. */
    void stay() throws InterruptedException {
        unlock();
        var suspects = new HashSet<Long>();
        var reported = new HashSet<Long>();
        while (true) {
            Thread.sleep(LOOK_EVERY);
            var state = State.load(home);
            if (state.isEmpty() || !state.get().runs()) {
                letGo();
                progress.line("The shop was stopped.");
                return;
            }
            for (var entry : state.get().entries()) {
                // Seen twice: for a moment a part that another command restarts looks the same.
                if (!entry.isAlive() && !suspects.add(entry.pid()) && reported.add(entry.pid())) {
                    var what = entry.isShared() ? Home.HOST : entry.name();
                    progress.line(what + " ended (" + home.log(what) + "). Start it again with ./shop up --detach");
                }
            }
        }
    }

    @Override
    public void close() {
        bringUp.close();
        unlock();
    }

    private void failed(RuntimeException failure) throws InterruptedException {
        if (signalled) {
            // The hook is at work, and the process ends with it.
            Thread.sleep(Long.MAX_VALUE);
        }
        stopAfterFailure(failure);
    }

    private void stopAfterFailure(RuntimeException failure) throws InterruptedException {
        launcher.close();
        bringUp.close();
        if (launcher.state().runs()) {
            progress.line("");
            progress.line("A part failed; stopping the rest.");
            launcher.takeDown().all(Haste.NONE);
        }
        letGo();
        if (!(failure instanceof ShopException)) {
            progress.line(String.valueOf(failure));
        }
    }

    private void stopOnSignal() {
        signalled = true;
        progress.line("");
        progress.line("Stopping.");
        launcher.close();
        bringUp.close();
        if (lock.get() == null) {
            lock.set(Lock.take(home, progress));
        }
        try {
            // Another command may have started and stopped parts since.
            Launcher.open(home, progress).takeDown().all(Haste.NONE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            unlock();
        }
    }

    private void unlock() {
        var held = lock.getAndSet(null);
        if (held != null) {
            held.close();
        }
    }
}
