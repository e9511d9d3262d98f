package shop.payment.config;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A thread that works things off one by one until there are none, then waits until it is woken. */
final class JobWorker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobWorker.class);
    private static final Duration STOP_TIME = Duration.ofSeconds(15);

    private final String name;
    private final Duration longestSleep;
    private final BooleanSupplier workOne;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    /**
     * A worker that is not running yet.
     *
     * @param longestSleep after which it looks for work although nobody woke it
     * @param workOne does one thing and says whether there was one
     */
    JobWorker(String name, Duration longestSleep, BooleanSupplier workOne) {
        this.name = name;
        this.longestSleep = longestSleep;
        this.workOne = workOne;
    }

    void wake() {
        wakeUps.release();
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    @Override
    public void stop() {
        stopping = true;
        wake();
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
            } catch (RuntimeException | Error failed) {
                // A database that is away, for example: the next look finds the same work.
                log.warn("{} was interrupted: {}", name, failed.toString());
            }
            try {
                var _ = wakeUps.tryAcquire(longestSleep.toMillis(), TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
