package shop.inventory.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.application.Holds;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.jdbc.Sql;

@Repository
@Transactional(propagation = Propagation.MANDATORY)
class JdbcHolds implements Holds {

    /** A hold and its lines, a row for each line. */
    private static final String SELECT = """
            SELECT hold.order_id, state, created_at, expires_at, order_version, attempts, product_id, sku, quantity
              FROM hold JOIN hold_line ON hold_line.order_id = hold.order_id
            """;

    /** In the order of the ids, so that two transactions do not wait for each other. */
    private static final String LOCKED = " ORDER BY hold.order_id, product_id FOR UPDATE OF hold";

    private final JdbcClient sql;
    private final Clock clock;

    JdbcHolds(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public boolean addAll(Collection<Hold> holds) {
        var lines = lines(holds);
        // In the order of their ids, because two transactions that add the same ones wait for each other here.
        var added = sql.sql("""
                        WITH added AS (
                            INSERT INTO hold (order_id, state, expires_at, order_version, attempts, created_at, changed_at)
                            SELECT new.order_id, 'HELD', new.expires_at, 0, CAST(new.attempts AS uuid[]), new.asked_at, :now
                              FROM unnest(CAST(:orders AS uuid[]), CAST(:expiries AS timestamptz[]), CAST(:attempts AS text[]),
                                          CAST(:asked AS timestamptz[]))
                                   AS new (order_id, expires_at, attempts, asked_at)
                             ORDER BY new.order_id
                                ON CONFLICT (order_id) DO NOTHING
                            RETURNING order_id),
                        lines AS (
                            INSERT INTO hold_line (order_id, product_id, sku, quantity)
                            SELECT order_id, line.product_id, line.sku, line.quantity
                              FROM added
                              JOIN unnest(CAST(:lineOrders AS uuid[]), CAST(:products AS uuid[]), CAST(:skus AS text[]),
                                          CAST(:quantities AS bigint[]))
                                   AS line (order_id, product_id, sku, quantity) USING (order_id))
                        SELECT count(*) FROM added
                        """)
                .param("orders", Sql.uuids(holds, hold -> hold.order().value()))
                .param("expiries", Sql.times(holds, Hold::expiresAt))
                .param("attempts", attempts(holds))
                .param("asked", Sql.times(holds, Hold::askedAt))
                .param("now", Sql.time(clock.instant()))
                .param("lineOrders", Sql.uuids(lines, row -> row.order().value()))
                .param("products", Sql.uuids(lines, row -> row.line().product().value()))
                .param("skus", Sql.texts(lines, row -> row.line().sku()))
                .param("quantities", Sql.longs(lines, row -> row.line().quantity()))
                .query(Integer.class)
                .single();
        return added == holds.size();
    }

    @Override
    public List<Hold> lock(Collection<OrderId> orders) {
        return sql.sql(SELECT + "WHERE hold.order_id = ANY (CAST(:orders AS uuid[]))" + LOCKED)
                .param("orders", Sql.uuids(orders, OrderId::value))
                .query(JdbcHolds::read);
    }

    @Override
    @Transactional(propagation = Propagation.SUPPORTS)
    public List<Hold> find(Collection<OrderId> orders) {
        return sql.sql(SELECT
                        + "WHERE hold.order_id = ANY (CAST(:orders AS uuid[])) ORDER BY hold.order_id, product_id")
                .param("orders", Sql.uuids(orders, OrderId::value))
                .query(JdbcHolds::read);
    }

    @Override
    @Transactional(propagation = Propagation.SUPPORTS)
    public List<OrderId> expired(Duration grace, int atMost) {
        return sql.sql("""
                        SELECT order_id FROM hold
                         WHERE state = 'HELD' AND expires_at < now() - make_interval(secs => :grace)
                         ORDER BY expires_at
                         LIMIT :atMost
                        """)
                .param("grace", seconds(grace))
                .param("atMost", atMost)
                .query((row, _) -> new OrderId(Sql.uuid(row, "order_id")))
                .list();
    }

    @Override
    public Optional<Hold> lockExpired(OrderId order, Duration grace) {
        return sql
                .sql(SELECT + """
                        WHERE hold.order_id = :order AND state = 'HELD' AND expires_at < now() - make_interval(secs => :grace)
                        """ + LOCKED + " SKIP LOCKED")
                .param("order", order.value())
                .param("grace", seconds(grace))
                .query(JdbcHolds::read)
                .stream()
                .findFirst();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    @Override
    @Transactional(propagation = Propagation.SUPPORTS)
    public void postpone(Collection<OrderId> orders) {
        sql.sql("""
                UPDATE hold SET expires_at = now() WHERE order_id = ANY (CAST(:orders AS uuid[])) AND state = 'HELD'
                """).param("orders", Sql.uuids(orders, OrderId::value)).update();
    }

    @Override
    @Transactional
    public long deleteGivenBack(Instant limit, int atMost) {
        return sql.sql("""
                        WITH old AS (
                            SELECT order_id FROM hold
                             WHERE state IN ('RELEASED', 'EXPIRED', 'RETURNED') AND changed_at < :limit
                             ORDER BY changed_at
                             LIMIT :atMost
                               FOR UPDATE SKIP LOCKED),
                        lines AS (
                            DELETE FROM hold_line USING old WHERE hold_line.order_id = old.order_id)
                        DELETE FROM hold USING old WHERE hold.order_id = old.order_id
                        """)
                .param("limit", Sql.time(limit))
                .param("atMost", atMost)
                .update();
    }

    /** Says when only of what has changed: a step that the order has merely taken writes no index entry. */
    @Override
    public void saveAll(Collection<Hold> holds) {
        var updated = sql.sql("""
                        UPDATE hold
                           SET state = new.state, expires_at = new.expires_at, order_version = new.order_version,
                               changed_at = CASE WHEN hold.state = new.state AND hold.expires_at = new.expires_at THEN hold.changed_at
                                                 ELSE :now END
                          FROM unnest(CAST(:orders AS uuid[]), CAST(:states AS text[]), CAST(:expiries AS timestamptz[]),
                                      CAST(:orderVersions AS bigint[]))
                               AS new (order_id, state, expires_at, order_version)
                         WHERE hold.order_id = new.order_id
                        """)
                .param("orders", Sql.uuids(holds, hold -> hold.order().value()))
                .param("states", Sql.texts(holds, hold -> hold.state().name()))
                .param("expiries", Sql.times(holds, Hold::expiresAt))
                .param("orderVersions", Sql.longs(holds, Hold::orderVersion))
                .param("now", Sql.time(clock.instant()))
                .update();
        if (updated != holds.size()) {
            throw new IllegalStateException(updated + " of " + holds.size() + " holds were there to be saved");
        }
    }

    @Override
    public void saveAttempts(Collection<Hold> holds) {
        sql.sql("""
                UPDATE hold SET attempts = CAST(new.attempts AS uuid[])
                  FROM unnest(CAST(:orders AS uuid[]), CAST(:attempts AS text[])) AS new (order_id, attempts)
                 WHERE hold.order_id = new.order_id
                """)
                .param("orders", Sql.uuids(holds, hold -> hold.order().value()))
                .param("attempts", attempts(holds))
                .update();
    }

    /** An array for each hold, as text: arrays of PostgreSQL have no rows of unlike lengths. */
    private static @Nullable String[] attempts(Collection<Hold> holds) {
        return Sql.texts(
                holds,
                hold -> hold.attempts().stream()
                        .map(attempt -> attempt.value().toString())
                        .collect(Collectors.joining(",", "{", "}")));
    }

    @Override
    public void replace(Hold hold) {
        sql.sql("DELETE FROM hold_line WHERE order_id = :order")
                .param("order", hold.order().value())
                .update();
        addLines(List.of(hold));
        saveAll(List.of(hold));
        saveAttempts(List.of(hold));
    }

    private void addLines(Collection<Hold> holds) {
        var lines = lines(holds);
        sql.sql("""
                INSERT INTO hold_line (order_id, product_id, sku, quantity)
                SELECT order_id, product_id, sku, quantity
                  FROM unnest(CAST(:orders AS uuid[]), CAST(:products AS uuid[]), CAST(:skus AS text[]), CAST(:quantities AS bigint[]))
                       AS line (order_id, product_id, sku, quantity)
                """)
                .param("orders", Sql.uuids(lines, row -> row.order().value()))
                .param("products", Sql.uuids(lines, row -> row.line().product().value()))
                .param("skus", Sql.texts(lines, row -> row.line().sku()))
                .param("quantities", Sql.longs(lines, row -> row.line().quantity()))
                .update();
    }

    private static List<LineRow> lines(Collection<Hold> holds) {
        return holds.stream()
                .flatMap(hold -> hold.lines().stream().map(line -> new LineRow(hold.order(), line)))
                .toList();
    }

    /** The rows of one hold follow each other. */
    private static List<Hold> read(ResultSet rows) throws SQLException {
        var holds = new ArrayList<Hold>();
        var more = rows.next();
        while (more) {
            var order = Sql.uuid(rows, "order_id");
            var state = HoldState.valueOf(rows.getString("state"));
            var askedAt = Sql.instant(rows, "created_at");
            var expiresAt = Sql.instant(rows, "expires_at");
            var orderVersion = rows.getLong("order_version");
            var attempts = Stream.of((UUID[]) rows.getArray("attempts").getArray())
                    .map(AttemptId::new)
                    .toList();
            var lines = new ArrayList<HoldLine>();
            do {
                lines.add(new HoldLine(
                        new ProductId(Sql.uuid(rows, "product_id")), rows.getString("sku"), rows.getLong("quantity")));
                more = rows.next();
            } while (more && Sql.uuid(rows, "order_id").equals(order));
            holds.add(Hold.restore(new OrderId(order), lines, askedAt, expiresAt, state, orderVersion, attempts));
        }
        return holds;
    }

    private record LineRow(OrderId order, HoldLine line) {}
}
