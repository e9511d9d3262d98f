package shop.payment.application;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import shop.payment.domain.PaymentId;

/**
 * Lets one step of an attempt go after the other in this instance: the request that brings it to the provider, and the webhooks about it,
 * which may be here before the provider's answer and come two at a time. It only saves work: who does not wait, here or in another instance,
 * is stopped by the row.
 */
@Component
class AttemptsInFlight {

    /** Longer than a step takes that asks the provider. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final ConcurrentMap<PaymentId, CountDownLatch> attempts = new ConcurrentHashMap<>();

    /** A step; the next one begins when it is closed. */
    interface Step extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins when no other step of the attempt is under way, or after a while all the same. */
    Step enter(@Nullable PaymentId id) {
        if (id == null) {
            return () -> {};
        }
        var done = new CountDownLatch(1);
        var until = System.nanoTime() + LONGEST_WAIT.toNanos();
        for (var before = attempts.putIfAbsent(id, done); before != null; before = attempts.putIfAbsent(id, done)) {
            if (!isDone(before, until - System.nanoTime())) {
                return () -> {};
            }
        }
        return () -> {
            attempts.remove(id, done);
            done.countDown();
        };
    }

    private static boolean isDone(CountDownLatch before, long nanos) {
        try {
            return before.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
