package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.kernel.Money;
import shop.payment.application.Drifts;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftId;
import shop.payment.domain.DriftKind;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.payment.domain.RefundId;
import shop.payment.domain.UserId;
import shop.platform.audit.AuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcDrifts implements Drifts {

    private static final String COLUMNS = """
            id, kind, subject, order_id, payment_id, refund_id, provider_ref, expected_minor, expected_currency, found_minor,
            found_currency, detail, since, state, first_seen, last_seen, tries, repaired_at, repaired_by
            """;

    private final JdbcClient sql;
    private final AuditLog audit;

    JdbcDrifts(JdbcClient sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    @Override
    public Recorded record(Drift drift, long run, Instant now) {
        var order = drift.order();
        var payment = drift.payment();
        var refund = drift.refund();
        var expected = drift.expected();
        var found = drift.found();
        return sql.sql("""
                        INSERT INTO drift (id, kind, subject, order_id, payment_id, refund_id, provider_ref, expected_minor,
                                           expected_currency, found_minor, found_currency, detail, since, state, first_seen,
                                           last_seen, last_run)
                        VALUES (:id, :kind, :subject, :order, :payment, :refund, :providerRef, :expected, :expectedCurrency,
                                :found, :foundCurrency, :detail, :since, 'OPEN', :now, :now, :run)
                        ON CONFLICT (id) DO UPDATE
                           SET detail = excluded.detail, since = excluded.since, last_seen = :now,
                               state = CASE WHEN drift.state = 'ACKNOWLEDGED'
                                                 AND drift.expected_minor IS NOT DISTINCT FROM excluded.expected_minor
                                                 AND drift.found_minor IS NOT DISTINCT FROM excluded.found_minor
                                            THEN drift.state ELSE 'OPEN' END,
                               last_run = :run, repaired_at = NULL, repaired_by = NULL, provider_ref = excluded.provider_ref,
                               expected_minor = excluded.expected_minor, expected_currency = excluded.expected_currency,
                               found_minor = excluded.found_minor, found_currency = excluded.found_currency
                        RETURNING
                        """ + COLUMNS)
                .param("id", drift.id().value())
                .param("kind", drift.kind().name())
                .param("subject", drift.subject())
                .param("order", order == null ? null : order.value(), Types.OTHER)
                .param("payment", payment == null ? null : payment.value(), Types.OTHER)
                .param("refund", refund == null ? null : refund.value(), Types.OTHER)
                .param("providerRef", drift.providerRef())
                .param("expected", expected == null ? null : expected.amountMinor(), Types.BIGINT)
                .param(
                        "expectedCurrency",
                        expected == null ? null : expected.currency().getCurrencyCode())
                .param("found", found == null ? null : found.amountMinor(), Types.BIGINT)
                .param("foundCurrency", found == null ? null : found.currency().getCurrencyCode())
                .param("detail", drift.detail())
                .param("since", Sql.time(drift.since()))
                .param("now", Sql.time(now))
                .param("run", run)
                .query(JdbcDrifts::recorded)
                .single();
    }

    @Override
    public Optional<Recorded> find(DriftId id) {
        return sql.sql("SELECT " + COLUMNS + " FROM drift WHERE id = :id")
                .param("id", id.value())
                .query(JdbcDrifts::recorded)
                .optional();
    }

    @Override
    public void tried(DriftId id) {
        sql.sql("UPDATE drift SET tries = tries + 1 WHERE id = :id RETURNING kind, subject")
                .param("id", id.value())
                .query((row, _) -> details(row))
                .optional()
                .ifPresent(details -> record("drift.repair_begun", id, details));
    }

    @Override
    public void repaired(DriftId id, @Nullable UserId by, Instant now) {
        sql.sql("""
                UPDATE drift SET state = 'REPAIRED', repaired_at = :now, repaired_by = :by WHERE id = :id
                RETURNING kind, subject
                """)
                .param("id", id.value())
                .param("by", by == null ? null : by.value(), Types.OTHER)
                .param("now", Sql.time(now))
                .query((row, _) -> details(row))
                .optional()
                .ifPresent(details -> record("drift.repaired", id, details));
    }

    @Override
    public boolean acknowledge(DriftId id, String reason) {
        var found = sql.sql("""
                        UPDATE drift SET state = 'ACKNOWLEDGED' WHERE id = :id AND state = 'OPEN'
                        RETURNING kind, subject
                        """)
                .param("id", id.value())
                .query((row, _) -> details(row))
                .optional();
        found.ifPresent(details -> {
            var withReason = new LinkedHashMap<>(details);
            withReason.put("reason", reason);
            record("drift.acknowledged", id, withReason);
        });
        return found.isPresent();
    }

    private void record(String action, DriftId id, Map<String, String> details) {
        audit.record(action, "drift", id.value().toString(), details);
    }

    /** A drift is deleted long before the audit entries of it. */
    private static Map<String, String> details(ResultSet row) throws SQLException {
        return Map.of("kind", DriftKind.valueOf(row.getString("kind")).label(), "subject", row.getString("subject"));
    }

    @Override
    public void endUnseen(long run, boolean full) {
        sql.sql("""
                UPDATE drift SET state = 'GONE'
                 WHERE state = 'OPEN' AND last_run < :run AND (:full OR kind IN ('LEDGER_MISSING', 'LEDGER_UNBALANCED'))
                """).param("run", run).param("full", full).update();
    }

    @Override
    public int purge(Instant before, int limit) {
        return sql.sql("""
                DELETE FROM drift
                 WHERE id = ANY (ARRAY(SELECT id FROM drift
                                        WHERE state <> 'OPEN' AND last_seen < :before
                                        ORDER BY last_seen
                                        LIMIT :limit
                                          FOR UPDATE SKIP LOCKED))
                """)
                .param("before", Sql.time(before))
                .param("limit", limit)
                .update();
    }

    @Override
    public Optional<Instant> oldestPending(Collection<DriftKind> kinds, int mostTries, Instant since) {
        return sql.sql("""
                        SELECT least((SELECT min(since) FROM drift
                                       WHERE state = 'OPEN' AND tries < :tries AND kind = ANY (CAST(:kinds AS text[]))),
                                     (SELECT min(since) FROM drift WHERE state = 'REPAIRED' AND repaired_at >= :since)) AS since
                        """)
                .param("tries", mostTries)
                .param("kinds", Sql.texts(kinds.stream().map(DriftKind::name).toList()))
                .param("since", Sql.time(since))
                .query((row, _) -> Optional.ofNullable(Sql.instantOrNull(row, "since")))
                .single();
    }

    @Override
    public List<PaymentId> openInLedger(int limit) {
        return sql.sql("""
                        SELECT payment_id FROM drift
                         WHERE state = 'OPEN' AND kind IN ('LEDGER_MISSING', 'LEDGER_UNBALANCED')
                         ORDER BY since
                         LIMIT :limit
                        """)
                .param("limit", limit)
                .query((row, _) -> new PaymentId(Sql.uuid(row, "payment_id")))
                .list();
    }

    @Override
    public long countOpen() {
        return sql.sql("SELECT count(*) FROM drift WHERE state = 'OPEN'")
                .query(Long.class)
                .single();
    }

    @Override
    public Optional<Instant> oldestOpen() {
        return sql.sql("SELECT since FROM drift WHERE state = 'OPEN' ORDER BY since LIMIT 1")
                .query((row, _) -> Sql.instant(row, "since"))
                .optional();
    }

    @Override
    public PageBody<Recorded> page(Instant repairedSince, PageQuery query) {
        var shown = " FROM drift WHERE state = 'OPEN' OR (state = 'REPAIRED' AND repaired_at >= :since)"
                + " OR state = 'ACKNOWLEDGED'";
        var items = sql.sql("SELECT " + COLUMNS + shown
                        + " ORDER BY state = 'OPEN' DESC, last_seen DESC, id LIMIT :limit OFFSET :offset")
                .param("since", Sql.time(repairedSince))
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(JdbcDrifts::recorded)
                .list();
        var total = sql.sql("SELECT count(*)" + shown)
                .param("since", Sql.time(repairedSince))
                .query(Long.class)
                .single();
        return PageBody.of(items, query, total);
    }

    private static Recorded recorded(ResultSet row, int number) throws SQLException {
        var order = Sql.uuidOrNull(row, "order_id");
        var payment = Sql.uuidOrNull(row, "payment_id");
        var refund = Sql.uuidOrNull(row, "refund_id");
        var by = Sql.uuidOrNull(row, "repaired_by");
        return new Recorded(
                new DriftId(Sql.uuid(row, "id")),
                new Drift(
                        DriftKind.valueOf(row.getString("kind")),
                        row.getString("subject"),
                        order == null ? null : new OrderId(order),
                        payment == null ? null : new PaymentId(payment),
                        refund == null ? null : new RefundId(refund),
                        Sql.textOrNull(row, "provider_ref"),
                        money(row, "expected"),
                        money(row, "found"),
                        row.getString("detail"),
                        Sql.instant(row, "since")),
                State.valueOf(row.getString("state")),
                Sql.instant(row, "first_seen"),
                Sql.instant(row, "last_seen"),
                row.getInt("tries"),
                Sql.instantOrNull(row, "repaired_at"),
                by == null ? null : new UserId(by));
    }

    private static @Nullable Money money(ResultSet row, String name) throws SQLException {
        var currency = Sql.textOrNull(row, name + "_currency");
        return currency == null ? null : new Money(row.getLong(name + "_minor"), Currency.getInstance(currency));
    }
}
