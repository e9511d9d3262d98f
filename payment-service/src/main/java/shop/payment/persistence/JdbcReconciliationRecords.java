package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.ReconciliationRecords;
import shop.payment.domain.Drift;
import shop.payment.domain.DriftKind;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.payment.domain.PaymentState;
import shop.payment.domain.RefundId;

@Repository
class JdbcReconciliationRecords implements ReconciliationRecords {

    private static final String CAPTURED = "p.state IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')";

    private final JdbcClient sql;

    JdbcReconciliationRecords(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Map<OrderId, OwnOrder> orders(Collection<OrderId> ids) {
        return sql
                .sql("""
                        SELECT o.order_id, o.amount_minor, o.currency, o.closed_as, p.id AS payment_id, p.state, p.changed_at,
                               CASE WHEN p.disputed THEN 0 ELSE coalesce(p.amount_minor - p.reserved_minor, 0) END AS kept_minor
                          FROM payable_order o
                          LEFT JOIN payment p ON p.id = o.paid_by
                         WHERE o.order_id = ANY (CAST(:orders AS uuid[]))
                        """)
                .param("orders", Sql.uuids(ids, OrderId::value))
                .query(JdbcReconciliationRecords::order)
                .list()
                .stream()
                .collect(Collectors.toMap(OwnOrder::order, Function.identity()));
    }

    @Override
    public void clearSeen() {
        sql.sql("TRUNCATE reconciliation_seen").update();
    }

    @Override
    public void see(Collection<String> providerRefs) {
        sql.sql("INSERT INTO reconciliation_seen SELECT unnest(CAST(:refs AS text[])) ON CONFLICT DO NOTHING")
                .param("refs", Sql.texts(providerRefs))
                .update();
    }

    @Override
    public List<PaymentId> unseenCaptures(Instant from, Instant to, int limit) {
        return sql.sql("""
                        SELECT p.id
                          FROM payment p
                         WHERE p.created_at >= :from AND p.changed_at <= :to AND %s
                           AND NOT EXISTS (SELECT 1 FROM reconciliation_seen s WHERE s.ref = p.intent_ref)
                         ORDER BY p.created_at
                         LIMIT :limit
                        """.formatted(CAPTURED))
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .param("limit", limit)
                .query((row, _) -> new PaymentId(Sql.uuid(row, "id")))
                .list();
    }

    @Override
    public List<RefundId> unseenRefunds(Instant from, Instant to, int limit) {
        return sql.sql("""
                        SELECT r.id
                          FROM refund r
                         WHERE coalesce(r.changed_at, r.created_at) BETWEEN :from AND :to AND r.state = 'SUCCEEDED'
                           AND NOT EXISTS (SELECT 1 FROM reconciliation_seen s WHERE s.ref = r.provider_ref)
                         ORDER BY coalesce(r.changed_at, r.created_at)
                         LIMIT :limit
                        """)
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .param("limit", limit)
                .query((row, _) -> new RefundId(Sql.uuid(row, "id")))
                .list();
    }

    @Override
    public List<Drift> ledgerDrifts(Instant from, Instant to, int limit) {
        return ledgerDrifts("p.changed_at BETWEEN :from AND :to")
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .param("limit", limit)
                .query(JdbcReconciliationRecords::ledgerDrift)
                .list();
    }

    @Override
    public List<Drift> ledgerDrifts(Collection<PaymentId> payments) {
        return ledgerDrifts("p.id = ANY (CAST(:payments AS uuid[]))")
                .param("payments", Sql.uuids(payments, PaymentId::value))
                .param("limit", payments.size())
                .query(JdbcReconciliationRecords::ledgerDrift)
                .list();
    }

    @Override
    public List<Drift> ledgerDriftsOfPostings(long from, long to, int limit) {
        return ledgerDrifts("p.id IN (SELECT payment_id FROM ledger_posting WHERE id > :from AND id <= :to)")
                .param("from", from)
                .param("to", to)
                .param("limit", limit)
                .query(JdbcReconciliationRecords::ledgerDrift)
                .list();
    }

    @Override
    public List<Drift> ledgerDriftsOfPage(@Nullable PaymentId after, @Nullable PaymentId last, int limit) {
        return ledgerDrifts("""
                        (CAST(:after AS uuid) IS NULL OR p.id > :after) AND (CAST(:last AS uuid) IS NULL OR p.id <= :last)
                        """)
                .param("after", after == null ? null : after.value(), Types.OTHER)
                .param("last", last == null ? null : last.value(), Types.OTHER)
                .param("limit", limit)
                .query(JdbcReconciliationRecords::ledgerDrift)
                .list();
    }

    @Override
    public Optional<PaymentId> lastOfPage(@Nullable PaymentId after, int size) {
        return sql.sql("""
                        SELECT id FROM payment WHERE CAST(:after AS uuid) IS NULL OR id > :after
                         ORDER BY id OFFSET :skipped LIMIT 1
                        """)
                .param("after", after == null ? null : after.value(), Types.OTHER)
                .param("skipped", size - 1)
                .query((row, _) -> new PaymentId(Sql.uuid(row, "id")))
                .optional();
    }

    /** One statement sees payments and postings as they are at one moment, and both are written in one transaction. */
    private JdbcClient.StatementSpec ledgerDrifts(String which) {
        return sql.sql("""
                SELECT * FROM (
                    SELECT p.id, p.order_id, CASE WHEN %s THEN p.amount_minor ELSE 0 END AS amount_minor, p.refunded_minor, p.currency,
                           p.changed_at,
                           coalesce(sum(l.amount_minor) FILTER (WHERE l.credit = 'RECEIVABLE'), 0) AS captured_minor,
                           coalesce(sum(l.amount_minor) FILTER (WHERE l.debit = 'REFUNDS'), 0)
                               - coalesce(sum(l.amount_minor) FILTER (WHERE l.credit = 'REFUNDS'), 0) AS given_minor
                      FROM payment p
                      LEFT JOIN ledger_posting l ON l.payment_id = p.id
                     WHERE %s
                     GROUP BY p.id
                ) booked
                 WHERE captured_minor <> amount_minor OR given_minor <> refunded_minor
                 ORDER BY changed_at
                 LIMIT :limit
                """.formatted(CAPTURED, which));
    }

    @Override
    public List<Drift> capturedForDead(Instant from, Instant to, int limit) {
        return sql.sql("""
                        SELECT p.id, p.order_id, p.amount_minor - p.reserved_minor AS kept_minor, p.currency, p.changed_at,
                               o.closed_as
                          FROM payment p
                          JOIN payable_order o ON o.order_id = p.order_id
                         WHERE p.changed_at BETWEEN :from AND :to AND %s
                           AND o.closed_as IS NOT NULL AND p.reserved_minor < p.amount_minor AND NOT p.disputed
                         ORDER BY p.changed_at
                         LIMIT :limit
                        """.formatted(CAPTURED))
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .param("limit", limit)
                .query((row, _) -> Drift.ofOrder(
                        DriftKind.CAPTURED_FOR_DEAD_ORDER,
                        new OrderId(Sql.uuid(row, "order_id")),
                        new PaymentId(Sql.uuid(row, "id")),
                        null,
                        Sql.money(row, "kept_minor"),
                        "the order is " + row.getString("closed_as"),
                        Sql.instant(row, "changed_at")))
                .list();
    }

    private static OwnOrder order(ResultSet row, int number) throws SQLException {
        var payment = Sql.uuidOrNull(row, "payment_id");
        var state = Sql.textOrNull(row, "state");
        return new OwnOrder(
                new OrderId(Sql.uuid(row, "order_id")),
                Sql.money(row, "amount_minor"),
                Sql.textOrNull(row, "closed_as"),
                payment == null ? null : new PaymentId(payment),
                state == null ? null : PaymentState.valueOf(state),
                Sql.money(row, "kept_minor"),
                Sql.instantOrNull(row, "changed_at"));
    }

    private static Drift ledgerDrift(ResultSet row, int number) throws SQLException {
        var captured = Sql.money(row, "captured_minor");
        var given = Sql.money(row, "given_minor");
        var expected = Sql.money(row, "amount_minor");
        var refunded = Sql.money(row, "refunded_minor");
        var tooMuch = captured.amountMinor() > expected.amountMinor() || given.amountMinor() > refunded.amountMinor();
        var payment = Sql.uuid(row, "id");
        return new Drift(
                tooMuch ? DriftKind.LEDGER_UNBALANCED : DriftKind.LEDGER_MISSING,
                payment.toString(),
                new OrderId(Sql.uuid(row, "order_id")),
                new PaymentId(payment),
                null,
                null,
                captured.equals(expected) ? refunded : expected,
                captured.equals(expected) ? given : captured,
                "booked are " + captured + " taken and " + given + " given back, it is " + expected + " and "
                        + refunded,
                Sql.instant(row, "changed_at"));
    }
}
