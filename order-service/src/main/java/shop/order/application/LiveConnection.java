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
    private final PushedSteps pushed = new PushedSteps();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    LiveConnection(CustomerId customer) {
        this.customer = customer;
    }

    CustomerId customer() {
        return customer;
    }

    /** What was pushed since it was last taken. */
    PushedSteps pushed() {
        return pushed;
    }

    /** Says that there may be steps which nobody pushes. */
    void wake() {
        pushed.missing();
        signal();
    }

    /** Hands over a step that was just committed. */
    void push(StepLog.Entry entry) {
        pushed.add(entry);
        signal();
    }

    private void signal() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** The first reason counts. */
    void end(End reason) {
        end.compareAndSet(null, reason);
        woken.release();
    }

    /**
     * Waits until there may be news, at most so long; wakings that came together are one.
     *
     * @return whether there may be any
     */
    boolean await(Duration atMost) throws InterruptedException {
        var isWoken = woken.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        if (isWoken) {
            woken.drainPermits();
        }
        return isWoken;
    }

    Optional<End> end() {
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
