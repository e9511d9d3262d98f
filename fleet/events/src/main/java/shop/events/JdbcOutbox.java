package shop.events;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.events.OutboxTable.Row;

/**
 * Writes events in the caller's transaction, JDBC's or JPA's, and hands them to the relay once that has committed, so that the relay need
 * not read them.
 */
final class JdbcOutbox implements Outbox {

    private final DataSource dataSource;
    private final OutboxTable table;
    private final Envelopes envelopes;
    private final OutboxRelay relay;

    JdbcOutbox(DataSource dataSource, OutboxTable table, Envelopes envelopes, OutboxRelay relay) {
        this.dataSource = dataSource;
        this.table = table;
        this.envelopes = envelopes;
        this.relay = relay;
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
        insert(events.stream().map(envelopes::seal).toList());
    }

    /** Within a transaction. */
    void insert(List<PendingEvent> events) {
        var inFlight = relay.inFlight();
        var known = inFlight.known(events.stream().map(PendingEvent::key).collect(Collectors.toSet()));
        var isFastPathOpen = relay.isFastPathOpen(events);
        var inserted = table.insert(events, known.seqs(), isFastPathOpen ? relay.grace() : Duration.ZERO);
        var taken = isFastPathOpen ? inFlight.addAppended(inserted, known) : List.<Row>of();
        TransactionSynchronizationManager.registerSynchronization(
                new HandOver(relay, taken, taken.size() < inserted.size()));
    }

    private static final class HandOver implements TransactionSynchronization {

        private final OutboxRelay relay;
        private final List<Row> rows;
        private final boolean someLeft;
        private boolean isHandedOver;

        /**
         * @param rows events that the relay has in its memory
         * @param someLeft whether others have to be read from the table
         */
        HandOver(OutboxRelay relay, List<Row> rows, boolean someLeft) {
            this.relay = relay;
            this.rows = rows;
            this.someLeft = someLeft;
        }

        @Override
        public void afterCommit() {
            isHandedOver = true;
            relay.wake(!relay.inFlight().committed(rows) || someLeft);
        }

        @Override
        public void afterCompletion(int status) {
            if (isHandedOver) {
                return;
            }
            switch (status) {
                // What another synchronization threw has kept this one from its turn.
                case STATUS_COMMITTED -> afterCommit();
                case STATUS_ROLLED_BACK -> {
                    relay.inFlight().rolledBack(rows);
                    relay.wake(false);
                }
                default -> {
                    // Nobody knows whether they are in the table; the relay will see.
                    rows.forEach(row -> relay.inFlight().abandon(row.event().key()));
                    relay.wake(true);
                }
            }
        }
    }
}
