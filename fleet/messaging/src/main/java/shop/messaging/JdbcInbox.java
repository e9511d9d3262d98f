package shop.messaging;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import shop.messaging.RelayThread.Progress;

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
    Progress prune(Duration retention) {
        var pruned = jdbc.sql("""
                delete from inbox where (consumer, event_id) in (
                    select consumer, event_id from inbox where handled_at < :before limit :slice)
                """)
                .param("before", Timestamp.from(clock.instant().minus(retention)))
                .param("slice", PRUNED_AT_ONCE)
                .update();
        return pruned == PRUNED_AT_ONCE ? Progress.MORE : Progress.DRAINED;
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
