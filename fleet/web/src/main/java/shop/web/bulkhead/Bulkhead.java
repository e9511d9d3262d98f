package shop.web.bulkhead;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a few run at a time, first come first served; who waits too long is sent away. */
public final class Bulkhead {

    private final Semaphore free;
    private final long maxWaitMillis;
    private final Supplier<? extends RuntimeException> refusal;

    /** @param refusal the answer to those who wait longer than that */
    public Bulkhead(int maxConcurrent, Duration maxWait, Supplier<? extends RuntimeException> refusal) {
        this.free = new Semaphore(maxConcurrent, true);
        this.maxWaitMillis = maxWait.toMillis();
        this.refusal = refusal;
    }

    /** Does the work, or throws the refusal if no place became free in time; the work was not begun then. */
    public <T extends @Nullable Object> T take(Supplier<T> work) {
        try {
            if (!free.tryAcquire(maxWaitMillis, TimeUnit.MILLISECONDS)) {
                throw refusal.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw refusal.get();
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }
}
