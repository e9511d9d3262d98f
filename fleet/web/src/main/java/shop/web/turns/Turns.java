package shop.web.turns;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a few run at a time, first come first served; who waits too long is sent away. */
public final class Turns {

    private final Semaphore free;
    private final long patienceMillis;
    private final Supplier<? extends RuntimeException> refusal;

    /** @param refusal the answer to those who wait longer than the patience */
    public Turns(int atOnce, Duration patience, Supplier<? extends RuntimeException> refusal) {
        this.free = new Semaphore(atOnce, true);
        this.patienceMillis = patience.toMillis();
        this.refusal = refusal;
    }

    /** Does the work, or throws the refusal if there was no turn in time; the work was not begun then. */
    public <T extends @Nullable Object> T take(Supplier<T> work) {
        try {
            if (!free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
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
