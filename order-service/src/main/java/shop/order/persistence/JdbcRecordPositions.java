package shop.order.persistence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.order.application.RecordPositions;
import shop.order.domain.OrderId;

@Repository
class JdbcRecordPositions implements RecordPositions {

    private final JdbcClient sql;

    JdbcRecordPositions(JdbcClient sql) {
        this.sql = sql;
    }

    /** A topic that was made anew gives its offsets to other events. */
    @Override
    public void addAll(Collection<RecordPosition> positions) {
        sql.sql("""
                INSERT INTO order_event (topic, partition, "offset", order_id, event_id, type, version, told_at)
                SELECT new.*
                  FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:offsets AS bigint[]),
                              CAST(:orders AS uuid[]), CAST(:events AS uuid[]), CAST(:types AS text[]),
                              CAST(:versions AS bigint[]), CAST(:times AS timestamptz[]))
                       AS new (topic, partition, "offset", order_id, event_id, type, version, told_at)
                 ORDER BY 1, 2, 3
                ON CONFLICT (topic, partition, "offset") DO UPDATE
                   SET order_id = excluded.order_id, event_id = excluded.event_id, type = excluded.type,
                       version = excluded.version, told_at = excluded.told_at
                """)
                .param("topics", Sql.texts(positions, RecordPosition::topic))
                .param("partitions", Sql.texts(positions, position -> Integer.toString(position.partition())))
                .param("offsets", Sql.texts(positions, position -> Long.toString(position.offset())))
                .param(
                        "orders",
                        Sql.uuids(positions, position -> position.order().value()))
                .param("events", Sql.uuids(positions, RecordPosition::event))
                .param("types", Sql.texts(positions, RecordPosition::type))
                .param("versions", Sql.texts(positions, position -> Long.toString(position.version())))
                .param(
                        "times",
                        Sql.texts(positions, position -> position.publishedAt().toString()))
                .update();
    }

    @Override
    public long deleteBefore(Instant limit, int atMost) {
        return sql.sql("""
                        DELETE FROM order_event
                         WHERE ctid = ANY (ARRAY(SELECT ctid FROM order_event
                                                  WHERE told_at < :limit
                                                  ORDER BY told_at
                                                  LIMIT :atMost
                                                    FOR UPDATE SKIP LOCKED))
                        """)
                .param("limit", Sql.time(limit))
                .param("atMost", atMost)
                .update();
    }

    @Override
    public List<RecordPosition> of(OrderId order) {
        return sql.sql("""
                        SELECT topic, partition, "offset", order_id, event_id, type, version, told_at
                          FROM order_event
                         WHERE order_id = :order
                         ORDER BY told_at, topic, partition, "offset"
                        """)
                .param("order", order.value())
                .query((row, _) -> new RecordPosition(
                        new OrderId(Sql.uuid(row, "order_id")),
                        row.getString("topic"),
                        row.getInt("partition"),
                        row.getLong("offset"),
                        Sql.uuid(row, "event_id"),
                        row.getString("type"),
                        row.getLong("version"),
                        Sql.instant(row, "told_at")))
                .list();
    }
}
