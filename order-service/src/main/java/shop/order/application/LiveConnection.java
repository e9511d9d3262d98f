package shop.order.application;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import shop.order.domain.CustomerId;

/** The place of one client that follows its orders: it can be woken and ended, by any thread. */
public final class LiveConnection {

    private final CustomerId customer;
    private final Semaphore woken = new Semaphore(0);
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    LiveConnection(CustomerId customer) {
        this.customer = customer;
    }

    CustomerId customer() {
        return customer;
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

    /** Waits until there may be news, at most so long; wakings that came together are one. */
    Optional<End> await(Duration atMost) throws InterruptedException {
        if (woken.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
        return Optional.ofNullable(end.get());
    }

    /** Why a connection is over. */
    public enum End {
        /** The right to listen has ended. */
        TIME_OVER,
        /** This instance stops; another one goes on. */
        SHUTDOWN,
        /** The client has left. */
        GONE
    }
}
