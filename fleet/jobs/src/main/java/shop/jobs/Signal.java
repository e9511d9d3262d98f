package shop.jobs;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes all threads of the workers that have it; signals that come while one of them works are remembered as one. */
public final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong raised = new AtomicLong();

    /** Says that there is work; returns at once. */
    public void raise() {
        lock.lock();
        try {
            raised.incrementAndGet();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised so far. */
    long raised() {
        return raised.get();
    }

    /** Waits, at most this long, until it was raised more often than {@code seen}. */
    void await(long seen, Duration atMost) throws InterruptedException {
        var left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lockInterruptibly();
        try {
            while (raised.get() == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
