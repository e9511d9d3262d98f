package shop.inventory.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    private static final String SELECT = "SELECT order_id, state, expires_at, order_version FROM hold ";

    private final JdbcClient sql;
    private final Clock clock;

    JdbcHolds(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public boolean add(Hold hold) {
        var added = sql.sql("""
                        INSERT INTO hold (order_id, state, expires_at, order_version, created_at, changed_at)
                        VALUES (:order, :state, :expiresAt, :orderVersion, :now, :now)
                        ON CONFLICT (order_id) DO NOTHING
                        """)
                .param("order", hold.order().value())
                .param("state", hold.state().name())
                .param("expiresAt", Sql.time(hold.expiresAt()))
                .param("orderVersion", hold.orderVersion())
                .param("now", Sql.time(clock.instant()))
                .update();
        if (added == 1) {
            addLines(hold);
        }
        return added == 1;
    }

    @Override
    public Optional<Hold> lock(OrderId order) {
        return sql.sql(SELECT + "WHERE order_id = :order FOR UPDATE")
                .param("order", order.value())
                .query(JdbcHolds::row)
                .optional()
                .map(this::hold);
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
                .map(this::hold);
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
        addLines(hold);
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

    private void addLines(Hold hold) {
        sql.sql("""
                INSERT INTO hold_line (order_id, product_id, sku, quantity)
                SELECT :order, line.product_id, line.sku, line.quantity
                  FROM unnest(CAST(:products AS uuid[]), CAST(:skus AS text[]), CAST(:quantities AS bigint[]))
                       AS line (product_id, sku, quantity)
                """)
                .param("order", hold.order().value())
                .param(
                        "products",
                        Sql.uuids(hold.lines(), line -> line.product().value()))
                .param("skus", Sql.texts(hold.lines(), HoldLine::sku))
                .param("quantities", Sql.longs(hold.lines(), HoldLine::quantity))
                .update();
    }

    private Hold hold(Row row) {
        return Hold.restore(row.order(), lines(row.order()), row.expiresAt(), row.state(), row.orderVersion());
    }

    private List<HoldLine> lines(OrderId order) {
        return sql.sql("SELECT product_id, sku, quantity FROM hold_line WHERE order_id = :order ORDER BY product_id")
                .param("order", order.value())
                .query((line, _) -> new HoldLine(
                        new ProductId(Sql.uuid(line, "product_id")), line.getString("sku"), line.getLong("quantity")))
                .list();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                new OrderId(Sql.uuid(row, "order_id")),
                HoldState.valueOf(row.getString("state")),
                Sql.instant(row, "expires_at"),
                row.getLong("order_version"));
    }

    private record Row(OrderId order, HoldState state, Instant expiresAt, long orderVersion) {}
}
