package shop.messaging;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes events in the caller's transaction, JDBC's or JPA's, and wakes the relay once that has committed. */
final class JdbcOutbox implements Outbox {

    private final DataSource dataSource;
    private final OutboxTable table;
    private final Envelopes envelopes;
    // One object for all appends: however many a transaction makes, it is registered and the relay woken once.
    private final TransactionSynchronization wakeRelay;

    JdbcOutbox(DataSource dataSource, OutboxTable table, Envelopes envelopes, Signal signal) {
        this.dataSource = dataSource;
        this.table = table;
        this.envelopes = envelopes;
        this.wakeRelay = new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                signal.raise();
            }
        };
    }

    @Override
    public void append(OutgoingEvent event) {
        appendAll(List.of(event));
    }

    @Override
    public void appendAll(List<OutgoingEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.hasResource(dataSource)) {
            var first = events.getFirst();
            throw new IllegalStateException(first.type() + " about " + first.subject()
                    + " was appended outside of a transaction of the service's database");
        }
        table.insert(events.stream().map(envelopes::seal).toList());
        TransactionSynchronizationManager.registerSynchronization(wakeRelay);
    }
}
