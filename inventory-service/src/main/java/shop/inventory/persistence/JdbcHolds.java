package shop.inventory.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.application.Holds;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;

@Repository
@Transactional(propagation = Propagation.MANDATORY)
class JdbcHolds implements Holds {

    private static final String SELECT = "SELECT order_id, state, created_at, expires_at, order_version FROM hold ";

    private final JdbcClient sql;
    private final Clock clock;

    JdbcHolds(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public boolean addAll(Collection<Hold> holds) {
        // In the order of their ids, because two transactions that add the same ones wait for each other here.
        var added = sql.sql("""
                        INSERT INTO hold (order_id, state, expires_at, order_version, created_at, changed_at)
                        SELECT new.order_id, 'HELD', new.expires_at, 0, new.asked_at, :now
                          FROM unnest(CAST(:orders AS uuid[]), CAST(:expiries AS timestamptz[]), CAST(:asked AS timestamptz[]))
                               AS new (order_id, expires_at, asked_at)
                         ORDER BY new.order_id
                            ON CONFLICT (order_id) DO NOTHING
                        """)
                .param("orders", Sql.uuids(holds, hold -> hold.order().value()))
                .param("expiries", Sql.times(holds, Hold::expiresAt))
                .param("asked", Sql.times(holds, Hold::askedAt))
                .param("now", Sql.time(clock.instant()))
                .update();
        if (added < holds.size()) {
            return false;
        }
        addLines(holds);
        return true;
    }

    @Override
    public List<Hold> lock(Collection<OrderId> orders) {
        var found = sql.sql(SELECT + """
                        WHERE order_id = ANY (CAST(:orders AS uuid[]))
                        ORDER BY order_id
                          FOR UPDATE
                        """)
                .param("orders", Sql.uuids(orders, OrderId::value))
                .query(JdbcHolds::row)
                .list();
        return found.isEmpty() ? List.of() : withLines(found);
    }

    @Override
    public List<Hold> find(Collection<OrderId> orders) {
        var found = sql.sql(SELECT + "WHERE order_id = ANY (CAST(:orders AS uuid[])) ORDER BY order_id")
                .param("orders", Sql.uuids(orders, OrderId::value))
                .query(JdbcHolds::row)
                .list();
        return found.isEmpty() ? List.of() : withLines(found);
    }

    @Override
    public Optional<Hold> lockOneExpired(Instant before) {
        return sql.sql(SELECT + """
                        WHERE state = 'HELD' AND expires_at < :before
                        ORDER BY expires_at
                        LIMIT 1
                          FOR UPDATE SKIP LOCKED
                        """)
                .param("before", Sql.time(before))
                .query(JdbcHolds::row)
                .optional()
                .map(row -> withLines(List.of(row)).getFirst());
    }

    @Override
    public void save(Hold hold) {
        update(hold);
    }

    @Override
    public void replace(Hold hold) {
        sql.sql("DELETE FROM hold_line WHERE order_id = :order")
                .param("order", hold.order().value())
                .update();
        addLines(List.of(hold));
        update(hold);
    }

    private void update(Hold hold) {
        var updated = sql.sql("""
                        UPDATE hold
                           SET state = :state, expires_at = :expiresAt, order_version = :orderVersion, changed_at = :now
                         WHERE order_id = :order
                        """)
                .param("order", hold.order().value())
                .param("state", hold.state().name())
                .param("expiresAt", Sql.time(hold.expiresAt()))
                .param("orderVersion", hold.orderVersion())
                .param("now", Sql.time(clock.instant()))
                .update();
        if (updated != 1) {
            throw new IllegalStateException("No hold of order " + hold.order().value() + " to save");
        }
    }

    private void addLines(Collection<Hold> holds) {
        var lines = holds.stream()
                .flatMap(hold -> hold.lines().stream().map(line -> new LineRow(hold.order(), line)))
                .toList();
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

    private List<Hold> withLines(List<Row> rows) {
        var lines = sql
                .sql("""
                        SELECT order_id, product_id, sku, quantity
                          FROM hold_line
                         WHERE order_id = ANY (CAST(:orders AS uuid[]))
                         ORDER BY order_id, product_id
                        """)
                .param("orders", Sql.uuids(rows, row -> row.order().value()))
                .query((line, _) -> new LineRow(
                        new OrderId(Sql.uuid(line, "order_id")),
                        new HoldLine(
                                new ProductId(Sql.uuid(line, "product_id")),
                                line.getString("sku"),
                                line.getLong("quantity"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(LineRow::order, Collectors.mapping(LineRow::line, Collectors.toList())));
        return rows.stream()
                .map(row -> Hold.restore(
                        row.order(),
                        lines.getOrDefault(row.order(), List.of()),
                        row.createdAt(),
                        row.expiresAt(),
                        row.state(),
                        row.orderVersion()))
                .toList();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                new OrderId(Sql.uuid(row, "order_id")),
                HoldState.valueOf(row.getString("state")),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "expires_at"),
                row.getLong("order_version"));
    }

    private record Row(OrderId order, HoldState state, Instant createdAt, Instant expiresAt, long orderVersion) {}

    private record LineRow(OrderId order, HoldLine line) {}
}
