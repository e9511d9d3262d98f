package shop.events;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import shop.jobs.Next;

/**
 * Remembers handled events in the transaction of their effect. The insert itself decides, so two deliveries at the same time cannot both
 * win: the second one waits for the first transaction and then finds the row, or inserts it if the first has rolled back.
 */
final class JdbcInbox implements Inbox {

    private static final int PRUNED_AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Clock clock;

    JdbcInbox(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public int handleNew(String consumer, List<IncomingEvent> events, Consumer<List<IncomingEvent>> work) {
        if (events.isEmpty()) {
            return 0;
        }
        return transaction.execute(_ -> {
            var left = rememberAll(consumer, events);
            // Also passes over the second one if the same event is there twice.
            var unhandled =
                    events.stream().filter(event -> left.remove(event.id())).toList();
            if (!unhandled.isEmpty()) {
                work.accept(unhandled);
            }
            return unhandled.size();
        });
    }

    @Override
    public boolean once(String consumer, UUID eventId, Runnable work) {
        return transaction.execute(_ -> {
            var isNew = remember(consumer, eventId);
            if (isNew) {
                work.run();
            }
            return isNew;
        });
    }

    /** Forgets what is older than that, a slice at a time so that no transaction grows long. */
    Next prune(Duration retention) {
        var pruned = jdbc.sql("""
                delete from inbox where (consumer, event_id) in (
                    select consumer, event_id from inbox where handled_at < :before limit :slice)
                """)
                .param("before", Timestamp.from(clock.instant().minus(retention)))
                .param("slice", PRUNED_AT_ONCE)
                .update();
        return pruned == PRUNED_AT_ONCE ? Next.NOW : Next.IDLE;
    }

    /** Sorted, so that two batches with the same events wait for each other and do not deadlock. */
    private Set<UUID> rememberAll(String consumer, List<IncomingEvent> events) {
        return new HashSet<>(jdbc.sql("""
                insert into inbox (consumer, event_id, handled_at)
                select :consumer, event_id, :now from unnest(cast(:eventIds as uuid[])) as event_id order by event_id
                on conflict do nothing
                returning event_id
                """)
                .param("consumer", consumer)
                .param(
                        "eventIds",
                        events.stream().map(event -> event.id().toString()).toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .query((row, _) -> row.getObject("event_id", UUID.class))
                .list());
    }

    private boolean remember(String consumer, UUID eventId) {
        return jdbc.sql("""
                        insert into inbox (consumer, event_id, handled_at) values (:consumer, :eventId, :now)
                        on conflict do nothing
                        """)
                        .param("consumer", consumer)
                        .param("eventId", eventId)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }
}
