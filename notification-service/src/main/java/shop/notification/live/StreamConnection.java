package shop.notification.live;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import shop.security.Caller;

/** One open stream: any thread can wake it or end it. */
public final class StreamConnection {

    private final Caller caller;
    private final Semaphore woken = new Semaphore(0);
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    StreamConnection(Caller caller) {
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }

    UUID user() {
        return caller.id();
    }

    void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** The first reason counts. */
    void end(End reason) {
        end.compareAndSet(null, reason);
        woken.release();
    }

    /** Waits until it is woken, at most that long; several wake-ups at once count as one. */
    Optional<End> await(Duration atMost) throws InterruptedException {
        if (woken.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
        return Optional.ofNullable(end.get());
    }

    /** Why a stream has ended. */
    public enum End {
        TOKEN_EXPIRED,
        ACCOUNT_REFUSED,
        SHUTDOWN,
        CLIENT_GONE
    }
}
