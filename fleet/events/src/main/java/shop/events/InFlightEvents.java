package shop.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import shop.events.OutboxTable.Appended;
import shop.events.OutboxTable.Row;

/**
 * The events of the outbox that this instance has in its memory, from their insert until they are deleted, and whose turn it is: of one
 * key, the next event is sent only when the one before it is acknowledged. If one fails, this instance forgets all of its key that are not
 * acknowledged; they are in the table, whose oldest decides when the key is tried again.
 *
 * <p>An event is taken up only if every older one of its key that its insert saw in the table was known here, so nothing is ever sent
 * before what is older. (Older ones that the insert did not see do not exist: who publishes version n + 1 of an aggregate has read version
 * n, or waited for its row lock, so n was committed before n + 1 was inserted.)
 */
final class InFlightEvents {

    private enum State {
        /** Inserted by a transaction that is not over. */
        APPENDED,
        COMMITTED,
        SENT,
        /** Kafka has it; to be deleted. */
        ACKNOWLEDGED
    }

    private static final class InFlight {

        private final Row row;
        private State state;
        private long since;

        InFlight(Row row, State state, long since) {
            this.row = row;
            this.state = state;
            this.since = since;
        }
    }

    /** What was known at a moment; an event whose insert relied on it is taken up only if nothing has failed since. */
    record Known(List<Long> seqs, long failures) {}

    private final LongSupplier nanoTime;
    private final Map<UUID, TreeMap<Long, InFlight>> byKey = new HashMap<>();
    /** Keys whose next event may be sendable. */
    private final Set<UUID> changed = new LinkedHashSet<>();

    private int size;
    private int sent;
    private long failures;

    InFlightEvents(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized int size() {
        return size;
    }

    /** How many are under way to Kafka. */
    synchronized int sent() {
        return sent;
    }

    synchronized List<Long> known() {
        return byKey.values().stream()
                .flatMap(events -> events.keySet().stream())
                .toList();
    }

    synchronized Known known(Collection<UUID> keys) {
        var seqs = new ArrayList<Long>();
        for (var key : keys) {
            seqs.addAll(byKey.getOrDefault(key, new TreeMap<>()).keySet());
        }
        return new Known(seqs, failures);
    }

    /**
     * Takes up what an open transaction has inserted, except what is behind events that are not known here.
     *
     * @return the events that were taken up
     */
    synchronized List<Row> addAppended(List<Appended> inserted, Known reliedOn) {
        if (reliedOn.failures() != failures) {
            return List.of();
        }
        var rows = inserted.stream()
                .filter(one -> !one.isBehindOthers())
                .map(Appended::row)
                .toList();
        rows.forEach(row -> add(row, State.APPENDED));
        return rows;
    }

    /** Takes up what was claimed from the table. */
    synchronized void addClaimed(List<Row> rows) {
        rows.forEach(row -> add(row, State.COMMITTED));
    }

    private void add(Row row, State state) {
        var key = row.event().key();
        var events = byKey.computeIfAbsent(key, _ -> new TreeMap<>());
        if (events.putIfAbsent(row.seq(), new InFlight(row, state, nanoTime.getAsLong())) == null) {
            size++;
            changed.add(key);
        }
    }

    /** Returns whether all of them are still known. */
    synchronized boolean committed(List<Row> rows) {
        var all = true;
        for (var row : rows) {
            var one = find(row);
            all &= one != null;
            if (one != null && one.state == State.APPENDED) {
                enter(one, State.COMMITTED);
            }
        }
        return all;
    }

    synchronized void rolledBack(List<Row> rows) {
        rows.forEach(this::remove);
    }

    /** The next event of each key that has one to send and none under way. */
    synchronized List<Row> takeNext() {
        var next = new ArrayList<Row>();
        for (var key : changed) {
            byKey.getOrDefault(key, new TreeMap<>()).values().stream()
                    .filter(one -> one.state != State.ACKNOWLEDGED)
                    .findFirst()
                    .filter(one -> one.state == State.COMMITTED)
                    .ifPresent(one -> {
                        enter(one, State.SENT);
                        next.add(one.row);
                    });
        }
        changed.clear();
        return next;
    }

    synchronized void acknowledged(Row row) {
        var one = find(row);
        if (one != null) {
            enter(one, State.ACKNOWLEDGED);
        }
    }

    /** Forgets an event: it is deleted, or parked. */
    synchronized void remove(Row row) {
        var events = byKey.get(row.event().key());
        var one = events == null ? null : events.remove(row.seq());
        if (events == null || one == null) {
            return;
        }
        size--;
        sent -= one.state == State.SENT ? 1 : 0;
        if (events.isEmpty()) {
            byKey.remove(row.event().key());
        } else {
            changed.add(row.event().key());
        }
    }

    /** Leaves a key to the table: this instance forgets all events of it that Kafka does not have. */
    synchronized void abandon(UUID key) {
        failures++;
        var events = byKey.get(key);
        if (events != null) {
            List.copyOf(events.values()).stream()
                    .filter(one -> one.state != State.ACKNOWLEDGED)
                    .forEach(one -> remove(one.row));
        }
    }

    /**
     * Abandons keys with an event that has been open or under way for longer than that, that will never be acknowledged.
     *
     * @return one event of each
     */
    synchronized List<Row> abandonOlderThan(Duration age) {
        var now = nanoTime.getAsLong();
        var old = new LinkedHashMap<UUID, Row>();
        for (var events : byKey.values()) {
            for (var one : events.values()) {
                var isWaiting = one.state == State.APPENDED || one.state == State.SENT;
                if (isWaiting && now - one.since > age.toNanos()) {
                    old.put(one.row.event().key(), one.row);
                }
            }
        }
        old.keySet().forEach(this::abandon);
        return List.copyOf(old.values());
    }

    private void enter(InFlight one, State state) {
        sent += state == State.SENT ? 1 : 0;
        sent -= one.state == State.SENT ? 1 : 0;
        one.state = state;
        one.since = nanoTime.getAsLong();
        changed.add(one.row.event().key());
    }

    private @Nullable InFlight find(Row row) {
        var events = byKey.get(row.event().key());
        return events == null ? null : events.get(row.seq());
    }
}
