package shop.events;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.kernel.PackedText;

/** The SQL of the outbox. */
final class OutboxTable {

    /** What relays of the version before lock; they may still run while this one starts. */
    private static final int SHARDS = 16;

    private static final int LONGEST_ERROR = 1000;

    /** Of an event that failed: doubled with each attempt. */
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final PackedText packed = StoredEnvelopes.packed();

    OutboxTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record Row(long seq, PendingEvent event) implements OrderedSending.Message {

        /** One chain per aggregate, over all topics: what is published of it first, arrives first. */
        @Override
        public Object chain() {
            return event.key();
        }
    }

    /**
     * An event in its place.
     *
     * @param isBehindOthers whether an older event of the same key is in the table that this instance does not have in its memory
     */
    record Appended(Row row, boolean isBehindOthers) {}

    /**
     * Gives events their {@code seq} in the order of the list.
     *
     * @param known what this instance has in its memory of the same keys
     * @param grace how long other instances leave events alone that are behind no others; zero if this instance does not want them
     */
    List<Appended> insert(List<PendingEvent> events, Collection<Long> known, Duration grace) {
        var byId = events.stream().collect(Collectors.toMap(PendingEvent::id, Function.identity()));
        return jdbc.sql("""
                with event as materialized (
                    select given.*, exists (
                        select 1 from outbox older
                        where older.key = given.key and older.parked_at is null and older.seq <> all (:known)) as behind
                    from unnest(cast(:ids as uuid[]), cast(:shards as smallint[]), cast(:topics as text[]),
                                cast(:keys as uuid[]), cast(:packed as bytea[]))
                         with ordinality as given (id, shard, topic, key, packed, place)
                ), row as (
                    insert into outbox (id, shard, topic, key, envelope, packed, created_at, next_try_at, due_at)
                    select id, shard, topic, key, '', packed, :createdAt, 'infinity',
                           case when behind then now() else clock_timestamp() + :graceMillis * interval '1 millisecond' end
                    from event
                    order by place
                    returning seq, id
                )
                select row.seq, row.id, event.behind from row join event on event.id = row.id order by row.seq
                """)
                .param("known", known.toArray(Long[]::new))
                .param("ids", texts(events, event -> event.id().toString()))
                .param("shards", texts(events, event -> String.valueOf(shard(event))))
                .param("topics", texts(events, PendingEvent::topic))
                .param("keys", texts(events, event -> event.key().toString()))
                .param(
                        "packed",
                        events.stream()
                                .map(event -> packed.pack(event.envelope()))
                                .toArray(byte[][]::new))
                .param("createdAt", Timestamp.from(clock.instant()))
                .param("graceMillis", grace.toMillis())
                .query((row, _) -> new Appended(
                        new Row(row.getLong("seq"), Objects.requireNonNull(byId.get(row.getObject("id", UUID.class)))),
                        row.getBoolean("behind")))
                .list();
    }

    private static int shard(PendingEvent event) {
        return Math.floorMod(event.key().hashCode(), SHARDS);
    }

    private static String[] keys(Collection<Row> rows) {
        return texts(rows, row -> row.event().key().toString());
    }

    private static String[] seqs(Collection<Row> rows) {
        return texts(rows, row -> String.valueOf(row.seq()));
    }

    private static <T> String[] texts(Collection<T> parts, Function<T, String> text) {
        return parts.stream().map(text).toArray(String[]::new);
    }

    /** Whether there are events that wait for Kafka and that are not among these. */
    boolean anyPendingBut(Collection<Long> known) {
        return jdbc.sql("select exists (select 1 from outbox where parked_at is null and seq <> all (:known))")
                .param("known", known.toArray(Long[]::new))
                .query(Boolean.class)
                .single();
    }

    /**
     * What may be taken.
     *
     * @param known what this instance has in its memory
     * @param paused topics that are left out
     * @param failing topics of which only a few keys are tried
     */
    record Wanted(
            Collection<Long> known,
            Collection<String> paused,
            Collection<String> failing,
            int limit,
            int limitOfFailingTopic,
            Duration lease) {}

    /**
     * Takes keys whose oldest event is due, with the events behind it. What is taken by one instance is left alone by the others until its
     * lease ends; but a key is taken by its oldest event alone, which is locked for that, so that nobody takes the second before the first.
     */
    List<Row> claim(Wanted wanted) {
        return jdbc.sql("""
                with head as (
                    select o.key from outbox o
                    where o.parked_at is null and coalesce(o.due_at, o.next_try_at) <= now() and (o.key, o.seq) in (
                        select key, seq from (
                            select due.key, due.seq, due.topic, row_number() over (partition by due.topic order by due.seq) as place
                            from outbox due
                            where due.parked_at is null and coalesce(due.due_at, due.next_try_at) <= now()
                                and due.seq <> all (:known) and due.topic <> all (:paused)
                                and not exists (
                                    select 1 from outbox older
                                    where older.key = due.key and older.seq < due.seq and older.parked_at is null)
                        ) placed
                        where place <= case when topic = any (:failing) then :limitOfFailingTopic else :limit end)
                    order by o.seq
                    limit :limit
                    for update skip locked
                ), taken as (
                    select event.key, event.seq from head join outbox event on event.key = head.key and event.parked_at is null
                    order by event.seq
                    limit :limit
                )
                update outbox set due_at = now() + :leaseMillis * interval '1 millisecond',
                    next_try_at = case when packed is null then now() + :leaseMillis * interval '1 millisecond' else next_try_at end
                from taken where outbox.key = taken.key and outbox.seq = taken.seq
                returning outbox.seq, outbox.id, outbox.topic, outbox.key, outbox.envelope, outbox.packed
                """)
                .param("known", wanted.known().toArray(Long[]::new))
                .param("paused", wanted.paused().toArray(String[]::new))
                .param("failing", wanted.failing().toArray(String[]::new))
                .param("limit", wanted.limit())
                .param("limitOfFailingTopic", wanted.limitOfFailingTopic())
                .param("leaseMillis", wanted.lease().toMillis())
                .query((row, _) -> new Row(
                        row.getLong("seq"),
                        new PendingEvent(
                                row.getObject("id", UUID.class),
                                row.getString("topic"),
                                row.getObject("key", UUID.class),
                                StoredEnvelopes.read(row, packed))))
                .list();
    }

    void delete(Collection<Row> rows) {
        jdbc.sql("""
                delete from outbox
                using unnest(cast(:keys as uuid[]), cast(:seqs as bigint[])) as sent (key, seq)
                where outbox.key = sent.key and outbox.seq = sent.seq
                """).param("keys", keys(rows)).param("seqs", seqs(rows)).update();
    }

    /**
     * Notes why events could not be sent and lets them wait, longer with each attempt.
     *
     * @return when the first of them is due
     */
    Optional<Duration> backOff(Map<Row, String> errors, Duration longest) {
        return jdbc
                .sql("""
                update outbox set attempts = attempts + 1, last_error = failed.error, due_at = failed.due_at,
                    next_try_at = case when packed is null then failed.due_at else next_try_at end
                from (
                    select refused.key, refused.seq, refused.error, now() + least(
                        :longestMillis, :firstMillis * power(2, least(outbox.attempts, 20))) * interval '1 millisecond' as due_at
                    from unnest(cast(:keys as uuid[]), cast(:seqs as bigint[]), cast(:errors as text[])) as refused (key, seq, error)
                    join outbox on outbox.key = refused.key and outbox.seq = refused.seq
                ) as failed
                where outbox.key = failed.key and outbox.seq = failed.seq
                returning extract(epoch from outbox.due_at - now()) * 1000 as millis
                """)
                .param("longestMillis", longest.toMillis())
                .param("firstMillis", Math.min(FIRST_BACK_OFF.toMillis(), longest.toMillis()))
                .param("keys", keys(errors.keySet()))
                .param("seqs", seqs(errors.keySet()))
                .param("errors", texts(errors.values(), OutboxTable::storable))
                .query((row, _) -> row.getLong("millis"))
                .list()
                .stream()
                .min(Long::compare)
                .map(Duration::ofMillis);
    }

    void park(Row row, String error) {
        jdbc.sql("""
                update outbox set attempts = attempts + 1, last_error = :error, parked_at = :now where key = :key and seq = :seq
                """)
                .param("error", storable(error))
                .param("now", Timestamp.from(clock.instant()))
                .param("key", row.event().key())
                .param("seq", row.seq())
                .update();
    }

    OutboxBacklog.Backlog backlog() {
        return jdbc.sql("""
                select count(*) filter (where parked_at is null) as pending,
                       min(created_at) filter (where parked_at is null) as oldest,
                       count(*) filter (where parked_at is not null) as parked
                from outbox
                """)
                .query((row, _) -> {
                    var oldest = row.getTimestamp("oldest");
                    return new OutboxBacklog.Backlog(
                            row.getLong("pending"), oldest == null ? null : oldest.toInstant(), row.getLong("parked"));
                })
                .single();
    }

    /** PostgreSQL has no U+0000 in texts, and a message that quotes a record may be long. */
    private static String storable(String error) {
        var text = error.replace("\0", "");
        return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR);
    }
}
