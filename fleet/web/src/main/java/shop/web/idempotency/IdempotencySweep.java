package shop.web.idempotency;

import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Removes keys whose time is over; several instances may do so at once. */
final class IdempotencySweep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencySweep.class);

    /** Small enough to hold no lock for long. */
    private static final int AT_ONCE = 1_000;

    private final IdempotencyStore store;
    private final IdempotencyProperties properties;
    private final Clock clock;
    private volatile @Nullable ScheduledExecutorService background;

    IdempotencySweep(IdempotencyStore store, IdempotencyProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void start() {
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("idempotency-sweep").factory());
        background = executor;
        var millis = properties.sweepEvery().toMillis();
        var _ = executor.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            var now = clock.instant();
            while (background != null && store.sweep(now, AT_ONCE) == AT_ONCE) {
                // the next batch
            }
        } catch (RuntimeException | Error failure) {
            // The next round does it; whatever got out would end the rounds.
            LOG.warn("old idempotency keys were not removed: {}", failure.toString());
        }
    }

    @Override
    public void stop() {
        var executor = background;
        background = null;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }
}
