package shop.order.persistence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.order.application.EventPlaces;
import shop.order.domain.OrderId;

@Repository
class JdbcEventPlaces implements EventPlaces {

    private final JdbcClient sql;

    JdbcEventPlaces(JdbcClient sql) {
        this.sql = sql;
    }

    /** A topic that was made anew gives its offsets to other events. */
    @Override
    public void addAll(Collection<Place> places) {
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
                .param("topics", Sql.texts(places, Place::topic))
                .param("partitions", Sql.texts(places, place -> Integer.toString(place.partition())))
                .param("offsets", Sql.texts(places, place -> Long.toString(place.offset())))
                .param("orders", Sql.uuids(places, place -> place.order().value()))
                .param("events", Sql.uuids(places, Place::event))
                .param("types", Sql.texts(places, Place::type))
                .param("versions", Sql.texts(places, place -> Long.toString(place.version())))
                .param("times", Sql.texts(places, place -> place.toldAt().toString()))
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
    public List<Place> of(OrderId order) {
        return sql.sql("""
                        SELECT topic, partition, "offset", order_id, event_id, type, version, told_at
                          FROM order_event
                         WHERE order_id = :order
                         ORDER BY told_at, topic, partition, "offset"
                        """)
                .param("order", order.value())
                .query((row, _) -> new Place(
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
