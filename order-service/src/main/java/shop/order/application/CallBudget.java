package shop.order.application;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Until when one request may begin calls to other services. Each call has time-outs of its own; this keeps the sum of them below the time
 * that the gateway waits for an answer.
 */
public final class CallBudget {

    private static final ScopedValue<Instant> LATEST = ScopedValue.newInstance();

    private CallBudget() {}

    static <T> T within(Instant latest, Supplier<T> work) {
        return ScopedValue.where(LATEST, latest).call(work::get);
    }

    /** Whether it is too late to begin a call; never outside of such a request. */
    public static boolean isSpent(Clock clock) {
        return LATEST.isBound() && clock.instant().isAfter(LATEST.get());
    }
}
