package shop.messaging;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the outbox. */
final class OutboxTable {

    private static final int SHARDS = 16;
    private static final int LONGEST_ERROR = 1000;

    private final JdbcClient jdbc;
    private final Clock clock;

    OutboxTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record Row(long seq, PendingEvent event) implements OrderedSending.Message {

        /** One chain per aggregate, over all topics: what is told of it first, arrives first. */
        @Override
        public Object chain() {
            return event.key();
        }
    }

    /** Gives them their {@code seq} in the order of the list. */
    void insert(List<PendingEvent> events) {
        jdbc.sql("""
                insert into outbox (id, shard, topic, key, envelope, created_at)
                select id, shard, topic, key, envelope, :createdAt
                from unnest(cast(:ids as uuid[]), cast(:shards as smallint[]), cast(:topics as text[]),
                            cast(:keys as uuid[]), cast(:envelopes as text[]))
                     with ordinality as event (id, shard, topic, key, envelope, place)
                order by place
                """)
                .param("ids", texts(events, event -> event.id().toString()))
                .param("shards", texts(events, event -> String.valueOf(shard(event))))
                .param("topics", texts(events, PendingEvent::topic))
                .param("keys", texts(events, event -> event.key().toString()))
                .param("envelopes", texts(events, PendingEvent::envelope))
                .param("createdAt", Timestamp.from(clock.instant()))
                .update();
    }

    private static int shard(PendingEvent event) {
        return Math.floorMod(event.key().hashCode(), SHARDS);
    }

    private static String[] texts(List<PendingEvent> events, Function<PendingEvent, String> part) {
        return events.stream().map(part).toArray(String[]::new);
    }

    /** Takes the shards with pending rows that no other relay holds; they are held until the transaction ends. */
    List<Integer> lockShards() {
        return jdbc.sql("""
                select s.shard from outbox_shard s
                where exists (select 1 from outbox o where o.shard = s.shard and o.parked_at is null)
                order by s.shard
                for update of s skip locked
                """).query((row, _) -> row.getInt("shard")).list();
    }

    List<Row> pending(Collection<Integer> shards, int limit) {
        return jdbc.sql("""
                select seq, id, topic, key, envelope from outbox
                where parked_at is null and shard = any (:shards)
                order by seq
                limit :limit
                """)
                .param("shards", shards.toArray(Integer[]::new))
                .param("limit", limit)
                .query((row, _) -> new Row(
                        row.getLong("seq"),
                        new PendingEvent(
                                row.getObject("id", UUID.class),
                                row.getString("topic"),
                                row.getObject("key", UUID.class),
                                row.getString("envelope"))))
                .list();
    }

    boolean anyPending() {
        return jdbc.sql("select exists (select 1 from outbox where parked_at is null)")
                .query(Boolean.class)
                .single();
    }

    void delete(Collection<Row> rows) {
        jdbc.sql("delete from outbox where seq = any (:seqs)")
                .param("seqs", rows.stream().map(Row::seq).toArray(Long[]::new))
                .update();
    }

    void noteFailure(Row row, String error) {
        jdbc.sql("update outbox set attempts = attempts + 1, last_error = :error where seq = :seq")
                .param("error", shortened(error))
                .param("seq", row.seq())
                .update();
    }

    void park(Row row, String error) {
        jdbc.sql("""
                update outbox set attempts = attempts + 1, last_error = :error, parked_at = :now where seq = :seq
                """)
                .param("error", shortened(error))
                .param("now", Timestamp.from(clock.instant()))
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

    private static String shortened(String error) {
        return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }
}
