package shop.events;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.kernel.PackedText;

/** Parked events of the outbox in PostgreSQL: rows with {@code parked_at}. */
final class ParkedRows implements ParkedEvents {

    private final JdbcClient jdbc;
    private final OutboxRelay relay;
    private final PackedText packed = StoredEnvelopes.packed();

    ParkedRows(JdbcClient jdbc, OutboxRelay relay) {
        this.jdbc = jdbc;
        this.relay = relay;
    }

    @Override
    public List<ParkedEvent> oldest(int limit) {
        return jdbc.sql("""
                select id, topic, key, coalesce(last_error, '') as error, parked_at, envelope, packed
                from outbox where parked_at is not null
                order by parked_at, seq
                limit :limit
                """)
                .param("limit", limit)
                .query((row, _) -> new ParkedEvent(
                        row.getObject("id", UUID.class),
                        row.getString("topic"),
                        row.getObject("key", UUID.class),
                        row.getString("error"),
                        Objects.requireNonNull(row.getTimestamp("parked_at")).toInstant(),
                        StoredEnvelopes.read(row, packed).length()))
                .list();
    }

    @Override
    public boolean release(UUID id) {
        var released = jdbc.sql("""
                update outbox set parked_at = null, attempts = 0, due_at = now(),
                    next_try_at = case when packed is null then now() else next_try_at end
                where id = :id and parked_at is not null
                """).param("id", id).update();
        relay.wake(true);
        return released > 0;
    }

    @Override
    public boolean discard(UUID id) {
        return jdbc.sql("delete from outbox where id = :id and parked_at is not null")
                        .param("id", id)
                        .update()
                > 0;
    }
}
