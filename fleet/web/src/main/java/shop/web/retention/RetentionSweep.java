package shop.web.retention;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Deletes what has been kept long enough, on a thread of its own: a shop that sets a shorter time waits for nothing while years of rows go. */
final class RetentionSweep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);

    private final List<Retention> retentions;
    private final RetentionProperties properties;
    private final Clock clock;
    private volatile @Nullable ScheduledExecutorService background;

    RetentionSweep(List<Retention> retentions, RetentionProperties properties, Clock clock) {
        this.retentions = List.copyOf(retentions);
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void start() {
        if (retentions.isEmpty()) {
            return;
        }
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("retention").factory());
        background = executor;
        var millis = properties.every().toMillis();
        var _ = executor.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** What fails is tried again at the next look, and keeps nothing else from being deleted. */
    void sweep() {
        for (var retention : retentions) {
            try {
                delete(retention);
            } catch (RuntimeException | Error failure) {
                // Whatever got out would end the rounds.
                log.warn("Old {} were not deleted: {}", retention.what(), failure.toString());
            }
        }
    }

    private void delete(Retention retention) {
        var limit = clock.instant().minus(retention.keep());
        var deleted = 0L;
        long last;
        do {
            last = retention.deletion().deleteBefore(limit, properties.batch());
            deleted += last;
        } while (last >= properties.batch() && !Thread.currentThread().isInterrupted());
        if (deleted > 0) {
            log.info("Deleted {} {} that were older than {}", deleted, retention.what(), retention.keep());
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
