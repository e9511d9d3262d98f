package shop.payment.config;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A thread that works things off one by one until there are none, then waits for the bell or for the next look. */
final class WorkLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
    private static final Duration STOP_TIME = Duration.ofSeconds(15);

    private final String name;
    private final Duration pollEvery;
    private final BooleanSupplier workOne;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    /** @param workOne does one thing and says whether there was one */
    WorkLoop(String name, Duration pollEvery, BooleanSupplier workOne) {
        this.name = name;
        this.pollEvery = pollEvery;
        this.workOne = workOne;
    }

    void ring() {
        bell.release();
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    @Override
    public void stop() {
        stopping = true;
        ring();
        var running = thread;
        try {
            // What is being worked on is finished first; anything left is taken up by another instance or the next
            // start.
            if (running != null && !running.join(STOP_TIME)) {
                running.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (!stopping) {
            try {
                while (!stopping && workOne.getAsBoolean()) {
                    // the next one
                }
            } catch (RuntimeException failed) {
                // A database that is away, for example: the next look finds the same work.
                log.warn("{} was interrupted: {}", name, failed.toString());
            }
            try {
                var _ = bell.tryAcquire(pollEvery.toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
