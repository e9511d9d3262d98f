package shop.user.password;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a few run at a time, first come first served; who waits too long is sent away. */
final class Turns {

    private final Semaphore free;
    private final long patienceMillis;

    Turns(int atOnce, Duration patience) {
        this.free = new Semaphore(atOnce, true);
        this.patienceMillis = patience.toMillis();
    }

    /** @throws HashingBusyException if there was no turn in time; the work was not begun then */
    <T extends @Nullable Object> T take(Supplier<T> work) {
        try {
            if (!free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                throw new HashingBusyException();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HashingBusyException();
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }
}
