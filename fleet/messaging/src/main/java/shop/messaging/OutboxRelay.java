package shop.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import shop.messaging.OrderedSending.Outcome;
import shop.messaging.OutboxTable.Row;
import shop.messaging.RelayThread.Progress;

/**
 * Carries committed outbox rows to Kafka. A pass locks the shards that no other instance works on, sends their rows in the order of
 * {@code seq} and removes those that were acknowledged, all in one transaction; if that fails after the send, the rows are sent again.
 *
 * <p>Why {@code seq} is the right order, although transactions do not commit in it: what matters is the order of one aggregate, and who
 * tells its version n + 1 has read version n, or waited for its row lock, so n was committed before n + 1 was even inserted. Rows of
 * different aggregates may overtake each other, and nobody minds.
 */
final class OutboxRelay implements Supplier<Progress> {

    private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final OutboxTable table;
    private final TransactionOperations transaction;
    private final OrderedSending sending;
    private final OutboxMeters meters;
    private final List<PublishedEvents> hooks;
    private final int batchSize;
    private long backlogReadAt;
    private boolean backlogRead;

    OutboxRelay(
            OutboxTable table,
            TransactionOperations transaction,
            OrderedSending sending,
            OutboxMeters meters,
            List<PublishedEvents> hooks,
            int batchSize) {
        this.table = table;
        this.transaction = transaction;
        this.sending = sending;
        this.meters = meters;
        this.hooks = List.copyOf(hooks);
        this.batchSize = batchSize;
    }

    @Override
    public Progress get() {
        var progress = transaction.execute(_ -> sendBatch());
        if (progress == Progress.DRAINED && table.anyPending()) {
            // Another instance holds the shard, and may have read it before this row was committed: look again soon.
            progress = Progress.CONTENDED;
        }
        readBacklogNowAndThen();
        return progress;
    }

    private Progress sendBatch() {
        var shards = table.lockShards();
        if (shards.isEmpty()) {
            return Progress.DRAINED;
        }
        // A statement of its own: it sees what the relay that held these shards before has removed.
        var rows = table.pending(shards, batchSize);
        var outcome = sending.send(rows);
        settle(outcome);
        meters.sent(outcome);
        if (!outcome.failed().isEmpty()) {
            LOG.warn("the outbox will try again: {}", outcome.complaint());
            return Progress.STALLED;
        }
        return rows.size() == batchSize ? Progress.MORE : Progress.DRAINED;
    }

    private void settle(Outcome<Row> outcome) {
        if (!outcome.acknowledged().isEmpty()) {
            table.delete(outcome.acknowledged().keySet());
            recordPublished(outcome.acknowledged());
        }
        outcome.failed().forEach((row, failure) -> table.noteFailure(row, Causes.innermost(failure)));
        outcome.hopeless().forEach((row, failure) -> {
            LOG.error(
                    "event {} for {} can never be sent and is parked in the outbox: its consumers miss it until someone acts",
                    row.event().id(),
                    row.event().topic(),
                    failure);
            table.park(row, Causes.innermost(failure));
        });
    }

    private void recordPublished(Map<Row, RecordPosition> acknowledged) {
        if (hooks.isEmpty()) {
            return;
        }
        var published = acknowledged.entrySet().stream()
                .map(one -> PublishedEvent.of(one.getKey().event(), one.getValue()))
                .toList();
        hooks.forEach(hook -> hook.record(published));
    }

    private void readBacklogNowAndThen() {
        var now = System.nanoTime();
        if (!backlogRead || now - backlogReadAt >= BACKLOG_INTERVAL.toNanos()) {
            meters.backlog(table.backlog());
            backlogReadAt = now;
            backlogRead = true;
        }
    }
}
