package shop.http.retention;

import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what has been kept long enough. */
final class RetentionSweep {

    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);

    private final List<Retention> retentions;
    private final RetentionProperties properties;
    private final Clock clock;

    RetentionSweep(List<Retention> retentions, RetentionProperties properties, Clock clock) {
        this.retentions = List.copyOf(retentions);
        this.properties = properties;
        this.clock = clock;
    }

    /** What fails is tried again at the next look, and keeps nothing else from being deleted. */
    void sweep() {
        for (var retention : retentions) {
            try {
                delete(retention);
            } catch (RuntimeException | Error failure) {
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
}
