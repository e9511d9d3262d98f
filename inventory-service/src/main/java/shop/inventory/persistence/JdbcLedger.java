package shop.inventory.persistence;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.inventory.application.Ledger;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;

/** One statement per page sees stock and movements as they are at one moment, without a lock. */
@Repository
class JdbcLedger implements Ledger {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final JdbcClient sql;

    JdbcLedger(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Page compare(@Nullable ProductId after, int limit) {
        var rows = sql.sql("""
                        WITH page AS (
                            SELECT product_id, sku, on_hand, held FROM stock
                             WHERE product_id > :after
                             ORDER BY product_id
                             LIMIT :limit)
                        SELECT page.*, moved.on_hand AS moved_on_hand, moved.held AS moved_held
                          FROM page
                         CROSS JOIN LATERAL (
                            SELECT coalesce(sum(on_hand_change), 0) AS on_hand, coalesce(sum(held_change), 0) AS held
                              FROM movement WHERE movement.product_id = page.product_id) AS moved
                         ORDER BY page.product_id
                        """)
                .param("after", after == null ? BEFORE_ALL : after.value())
                .param("limit", limit)
                .query((row, _) -> new Drift(
                        new ProductId(Sql.uuid(row, "product_id")),
                        row.getString("sku"),
                        row.getLong("on_hand"),
                        row.getLong("held"),
                        row.getLong("moved_on_hand"),
                        row.getLong("moved_held")))
                .list();
        return new Page(
                rows.size(),
                rows.isEmpty() ? null : rows.getLast().product(),
                rows.stream().filter(JdbcLedger::differs).toList());
    }

    private static boolean differs(Drift row) {
        return row.onHand() != row.movedOnHand() || row.held() != row.movedHeld();
    }
}
