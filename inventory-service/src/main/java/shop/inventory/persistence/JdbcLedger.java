package shop.inventory.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.application.Ledger;
import shop.inventory.application.LedgerPolicy;
import shop.inventory.domain.Drift;
import shop.inventory.domain.ProductId;
import shop.jdbc.Sql;

/** One statement per page sees stock and movements as they are at one moment, without a lock. */
@Repository
class JdbcLedger implements Ledger {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final JdbcClient sql;

    JdbcLedger(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Check> begin(boolean force, Duration lease) {
        return sql.sql("""
                        UPDATE ledger_check SET lease = gen_random_uuid(), lease_until = now() + make_interval(secs => :seconds)
                         WHERE :force OR (due_at <= now() AND lease_until <= now())
                        RETURNING lease, full_due_at <= now() AS full
                        """)
                .param("seconds", lease.toSeconds())
                .param("force", force)
                .query((row, _) -> new Check(Sql.uuid(row, "lease"), row.getBoolean("full")))
                .optional();
    }

    @Override
    @Transactional
    public Optional<Page> compare(Check check, @Nullable ProductId after, int limit, Duration lease) {
        // The row stays locked until the checkpoints are written, so whoever has taken over writes later ones.
        if (!renew(check, lease)) {
            return Optional.empty();
        }
        var rows = sql.sql("""
                        WITH page AS (
                            SELECT product_id, sku, on_hand, held, version FROM stock
                             WHERE product_id > :after
                             ORDER BY product_id
                             LIMIT :limit)
                        SELECT page.*, checkpoint.stock_version,
                               coalesce(checkpoint.on_hand, 0) + moved.on_hand AS moved_on_hand,
                               coalesce(checkpoint.held, 0) + moved.held AS moved_held
                          FROM page
                          LEFT JOIN ledger_checkpoint AS checkpoint ON checkpoint.product_id = page.product_id AND NOT :full
                         CROSS JOIN LATERAL (
                            SELECT coalesce(sum(on_hand_change), 0) AS on_hand, coalesce(sum(held_change), 0) AS held
                              FROM movement
                             WHERE movement.product_id = page.product_id
                               AND movement.stock_version > coalesce(checkpoint.stock_version, 0)) AS moved
                         ORDER BY page.product_id
                        """)
                .param("after", after == null ? BEFORE_ALL : after.value())
                .param("limit", limit)
                .param("full", check.full())
                .query(JdbcLedger::compared)
                .list();
        remember(rows.stream().filter(row -> !row.drifts() && row.moved()).toList());
        forget(rows.stream().filter(Compared::drifts).toList());
        return Optional.of(new Page(
                rows.size(),
                rows.isEmpty() ? null : rows.getLast().drift().product(),
                rows.stream().filter(Compared::drifts).map(Compared::drift).toList()));
    }

    private boolean renew(Check check, Duration lease) {
        return sql.sql("""
                        UPDATE ledger_check SET lease_until = now() + make_interval(secs => :seconds) WHERE lease = :lease
                        """)
                        .param("seconds", lease.toSeconds())
                        .param("lease", check.lease())
                        .update()
                == 1;
    }

    private void remember(List<Compared> rows) {
        if (rows.isEmpty()) {
            return;
        }
        sql.sql("""
                INSERT INTO ledger_checkpoint (product_id, stock_version, on_hand, held)
                SELECT * FROM unnest(CAST(:products AS uuid[]), CAST(:versions AS bigint[]), CAST(:onHand AS bigint[]), CAST(:held AS bigint[]))
                ON CONFLICT (product_id) DO UPDATE
                   SET stock_version = excluded.stock_version, on_hand = excluded.on_hand, held = excluded.held
                """)
                .param("products", Sql.uuids(rows, row -> row.drift().product().value()))
                .param("versions", Sql.longs(rows, Compared::version))
                .param("onHand", Sql.longs(rows, row -> row.drift().onHand()))
                .param("held", Sql.longs(rows, row -> row.drift().held()))
                .update();
    }

    private void forget(List<Compared> rows) {
        if (rows.isEmpty()) {
            return;
        }
        sql.sql("DELETE FROM ledger_checkpoint WHERE product_id = ANY (CAST(:products AS uuid[]))")
                .param("products", Sql.uuids(rows, row -> row.drift().product().value()))
                .update();
    }

    @Override
    @Transactional
    public void end(Check check, long products, long driftsTotal, List<Drift> drifts, LedgerPolicy policy) {
        var ended = sql.sql("""
                        UPDATE ledger_check
                           SET lease = NULL, lease_until = now(), checked_at = now(), products = :products, drifts_total = :drifts,
                               due_at = now() + make_interval(secs => :every),
                               full_due_at = CASE WHEN :full THEN now() + make_interval(secs => :fullEvery) ELSE full_due_at END
                         WHERE lease = :lease
                        """)
                .param("products", products)
                .param("drifts", driftsTotal)
                .param("every", policy.every().toSeconds())
                .param("full", check.full())
                .param("fullEvery", policy.fullEvery().toSeconds())
                .param("lease", check.lease())
                .update();
        if (ended == 0) {
            return;
        }
        sql.sql("DELETE FROM ledger_drift").update();
        sql.sql("""
                INSERT INTO ledger_drift (product_id, sku, on_hand, held, moved_on_hand, moved_held)
                SELECT * FROM unnest(CAST(:products AS uuid[]), CAST(:skus AS text[]), CAST(:onHand AS bigint[]), CAST(:held AS bigint[]),
                                     CAST(:movedOnHand AS bigint[]), CAST(:movedHeld AS bigint[]))
                """)
                .param("products", Sql.uuids(drifts, drift -> drift.product().value()))
                .param("skus", Sql.texts(drifts, Drift::sku))
                .param("onHand", Sql.longs(drifts, Drift::onHand))
                .param("held", Sql.longs(drifts, Drift::held))
                .param("movedOnHand", Sql.longs(drifts, Drift::movedOnHand))
                .param("movedHeld", Sql.longs(drifts, Drift::movedHeld))
                .update();
    }

    @Override
    public Optional<Report> last() {
        var rows = sql.sql("""
                        SELECT checked_at, products, drifts_total, product_id, sku, on_hand, held, moved_on_hand, moved_held
                          FROM ledger_check LEFT JOIN ledger_drift ON true
                         WHERE checked_at IS NOT NULL
                         ORDER BY product_id
                        """).query(JdbcLedger::reports).list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var drifts = new ArrayList<Drift>();
        rows.forEach(row -> drifts.addAll(row.drifts()));
        var first = rows.getFirst();
        return Optional.of(new Report(first.checkedAt(), first.products(), first.driftsTotal(), drifts));
    }

    /** A report with one of its drifts, or with none if it has none. */
    private static Report reports(ResultSet row, int number) throws SQLException {
        var product = Sql.uuid(row, "product_id");
        return new Report(
                Sql.instant(row, "checked_at"),
                row.getLong("products"),
                row.getLong("drifts_total"),
                product == null ? List.of() : List.of(drift(row)));
    }

    private static Compared compared(ResultSet row, int number) throws SQLException {
        var checkpoint = row.getLong("stock_version");
        var isNew = row.wasNull();
        var version = row.getLong("version");
        return new Compared(drift(row), version, isNew || checkpoint != version);
    }

    private static Drift drift(ResultSet row) throws SQLException {
        return new Drift(
                new ProductId(Sql.uuid(row, "product_id")),
                row.getString("sku"),
                row.getLong("on_hand"),
                row.getLong("held"),
                row.getLong("moved_on_hand"),
                row.getLong("moved_held"));
    }

    /** @param moved whether the stock has another version than it was remembered with */
    private record Compared(Drift drift, long version, boolean moved) {

        boolean drifts() {
            return drift.onHand() != drift.movedOnHand() || drift.held() != drift.movedHeld();
        }
    }
}
