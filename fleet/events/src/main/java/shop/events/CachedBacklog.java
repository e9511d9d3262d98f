package shop.events;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits in an outbox, read when somebody asks and no more often than every few seconds: nobody asks an idle shop. */
final class CachedBacklog implements Supplier<OutboxBacklog.Backlog> {

    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(CachedBacklog.class);

    private final OutboxBacklog source;
    private final LongSupplier nanoTime;
    private OutboxBacklog.Backlog last = OutboxBacklog.Backlog.NONE;
    private boolean everRead;
    private long readAt;

    CachedBacklog(OutboxBacklog source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** While the database is away, what was read before. */
    @Override
    public synchronized OutboxBacklog.Backlog get() {
        var now = nanoTime.getAsLong();
        if (!everRead || now - readAt >= KEPT.toNanos()) {
            everRead = true;
            readAt = now;
            try {
                last = source.now();
            } catch (RuntimeException away) {
                LOG.debug("the outbox cannot be looked at", away);
            }
        }
        return last;
    }
}
