package shop.local.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what comes by itself, and not for ever. */
final class Patience {

    private static final Duration FIRST_LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration LONGEST_LOOK_AGAIN = Duration.ofMillis(400);

    private Patience() {}

    /** Asks until there is an answer or the time is up; looks often at first, then less. */
    static <T> Optional<T> until(Duration limit, Supplier<Optional<T>> question) {
        var end = System.nanoTime() + limit.toNanos();
        var pause = FIRST_LOOK_AGAIN;
        while (true) {
            var answer = question.get();
            if (answer.isPresent() || System.nanoTime() - end >= 0) {
                return answer;
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_LOOK_AGAIN) > 0
                    ? LONGEST_LOOK_AGAIN
                    : pause.multipliedBy(2);
        }
    }

    static boolean untilTrue(Duration limit, Supplier<Boolean> question) {
        return until(limit, () -> question.get() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    static void pause(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
