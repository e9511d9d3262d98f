package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.Refunds;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.payment.domain.Refund;
import shop.payment.domain.RefundId;
import shop.payment.domain.RefundState;
import shop.payment.domain.UserId;
import shop.platform.audit.AuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcRefunds implements Refunds {

    private static final String SELECT = """
            SELECT id, payment_id, order_id, amount_minor, currency, reason, requested_by, state, provider_ref, failure_code,
                   created_at, coalesce(changed_at, created_at) AS changed_at
              FROM refund
            """;

    private final JdbcClient sql;
    private final AuditLog audit;

    JdbcRefunds(JdbcClient sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    @Override
    public Optional<Refund> find(RefundId id) {
        return sql.sql(SELECT + "WHERE id = :id")
                .param("id", id.value())
                .query(JdbcRefunds::refund)
                .optional();
    }

    @Override
    public Optional<Refund> findByProviderRef(String ref) {
        return sql.sql(SELECT + "WHERE provider_ref = :ref")
                .param("ref", ref)
                .query(JdbcRefunds::refund)
                .optional();
    }

    @Override
    public List<Refund> findAll(Collection<PaymentId> payments) {
        return sql.sql(SELECT + "WHERE payment_id = ANY (CAST(:payments AS uuid[])) ORDER BY created_at, id")
                .param("payments", Sql.uuids(payments, PaymentId::value))
                .query(JdbcRefunds::refund)
                .list();
    }

    @Override
    public List<Refund> findAll(Collection<String> providerRefs, Collection<RefundId> ids) {
        return sql.sql(SELECT + """
                         WHERE provider_ref = ANY (CAST(:refs AS text[])) OR id = ANY (CAST(:ids AS uuid[]))
                        """)
                .param("refs", Sql.texts(providerRefs))
                .param("ids", Sql.uuids(ids, RefundId::value))
                .query(JdbcRefunds::refund)
                .list();
    }

    @Override
    public PageBody<Refund> page(PaymentId payment, PageQuery query) {
        var items = sql.sql(SELECT + "WHERE payment_id = :payment ORDER BY created_at, id LIMIT :limit OFFSET :offset")
                .param("payment", payment.value())
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(JdbcRefunds::refund)
                .list();
        var total = sql.sql("SELECT count(*) FROM refund WHERE payment_id = :payment")
                .param("payment", payment.value())
                .query(Long.class)
                .single();
        return PageBody.of(items, query, total);
    }

    @Override
    public void add(Refund refund, Instant tryAt) {
        var requestedBy = refund.requestedBy();
        sql.sql("""
                INSERT INTO refund (id, payment_id, order_id, amount_minor, currency, reason, requested_by, state, created_at,
                                    changed_at, try_at)
                VALUES (:id, :payment, :order, :amount, :currency, :reason, :requestedBy, :state, :createdAt, :changedAt, :tryAt)
                """)
                .param("id", refund.id().value())
                .param("payment", refund.payment().value())
                .param("order", refund.order().value())
                .param("amount", refund.amount().amountMinor())
                .param("currency", refund.amount().currency().getCurrencyCode())
                .param("reason", refund.reason())
                .param("requestedBy", requestedBy == null ? null : requestedBy.value())
                .param("state", refund.state().name())
                .param("createdAt", Sql.time(refund.createdAt()))
                .param("changedAt", Sql.time(refund.changedAt()))
                .param("tryAt", Sql.time(tryAt))
                .update();
        audit.record(
                "payment.refunded",
                "payment",
                refund.payment().value().toString(),
                Map.of(
                        "refund",
                        refund.id().value().toString(),
                        "amountMinor",
                        String.valueOf(refund.amount().amountMinor()),
                        "currency",
                        refund.amount().currency().getCurrencyCode()));
    }

    @Override
    public void save(Refund refund) {
        sql.sql("""
                UPDATE refund SET state = :state, provider_ref = :providerRef, failure_code = :failureCode,
                       changed_at = :changedAt
                 WHERE id = :id
                """)
                .param("id", refund.id().value())
                .param("state", refund.state().name())
                .param("providerRef", refund.providerRef())
                .param("failureCode", refund.failureCode())
                .param("changedAt", Sql.time(refund.changedAt()))
                .update();
    }

    @Override
    public Optional<RefundId> claimDue(Instant now, Duration first, Duration longest) {
        return sql.sql("""
                        UPDATE refund
                           SET tries = tries + 1,
                               try_at = CAST(:now AS timestamptz)
                                        + least(:first * power(2, least(tries, 20)), :longest) * interval '1 second'
                         WHERE id = (SELECT id FROM refund
                                      WHERE try_at <= :now AND state = 'PENDING'
                                        AND NOT EXISTS (SELECT 1 FROM refund AS earlier
                                                         WHERE earlier.payment_id = refund.payment_id
                                                           AND earlier.state = 'PENDING' AND earlier.provider_ref IS NULL
                                                           AND (earlier.created_at, earlier.id) < (refund.created_at, refund.id))
                                      ORDER BY try_at
                                      LIMIT 1
                                        FOR UPDATE SKIP LOCKED)
                        RETURNING id
                        """)
                .param("now", Sql.time(now))
                .param("first", Sql.seconds(first))
                .param("longest", Sql.seconds(longest))
                .query((row, _) -> new RefundId(Sql.uuid(row, "id")))
                .optional();
    }

    @Override
    public void retryLater(RefundId id, Instant now, Duration first, Duration longest) {
        sql.sql("""
                UPDATE refund
                   SET try_at = CAST(:now AS timestamptz)
                                + least(:first * power(2, least(tries, 20)), :longest) * interval '1 second'
                 WHERE id = :id AND state = 'PENDING'
                """)
                .param("id", id.value())
                .param("now", Sql.time(now))
                .param("first", Sql.seconds(first))
                .param("longest", Sql.seconds(longest))
                .update();
    }

    private static Refund refund(ResultSet row, int number) throws SQLException {
        var requestedBy = Sql.uuidOrNull(row, "requested_by");
        return Refund.restore(
                new RefundId(Sql.uuid(row, "id")),
                new PaymentId(Sql.uuid(row, "payment_id")),
                new OrderId(Sql.uuid(row, "order_id")),
                Sql.money(row, "amount_minor"),
                row.getString("reason"),
                requestedBy == null ? null : new UserId(requestedBy),
                RefundState.valueOf(row.getString("state")),
                Sql.textOrNull(row, "provider_ref"),
                Sql.textOrNull(row, "failure_code"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }
}
