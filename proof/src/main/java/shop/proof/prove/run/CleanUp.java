package shop.proof.prove.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/**
 * What has to be undone at the end of a run, however it ends: also when its process is asked to end (Ctrl-C). Done once, the last first;
 * what fails does not keep the rest.
 */
final class CleanUp implements AutoCloseable {

    private final Deque<Callable<?>> actions = new ArrayDeque<>();
    private final Thread hook = Thread.ofPlatform().unstarted(this::runAll);
    private boolean done;

    CleanUp() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs at the end, or now if the end has come already. */
    void add(Callable<?> action) {
        synchronized (this) {
            if (!done) {
                actions.push(action);
                return;
            }
        }
        run(action);
    }

    @Override
    public void close() {
        runAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process ends already, and the hook finds nothing left to do.
        }
    }

    private synchronized void runAll() {
        done = true;
        while (!actions.isEmpty()) {
            run(actions.pop());
        }
    }

    private static void run(Callable<?> action) {
        try {
            action.call();
        } catch (Exception | AssertionError failed) {
            System.err.println("Clean-up: " + failed);
        }
    }
}
