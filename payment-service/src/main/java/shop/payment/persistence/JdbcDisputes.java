package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.Disputes;
import shop.payment.domain.Dispute;
import shop.payment.domain.DisputeId;
import shop.payment.domain.DisputeState;
import shop.payment.domain.OrderId;
import shop.payment.domain.PaymentId;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcDisputes implements Disputes {

    private static final String SELECT = """
            SELECT id, payment_id, order_id, provider_ref, amount_minor, currency, reason, state, evidence_due, withdrawn,
                   reinstated, opened_at, changed_at
              FROM dispute
            """;

    private static final List<String> OPEN = Arrays.stream(DisputeState.values())
            .filter(state -> !state.isOver())
            .map(DisputeState::name)
            .toList();

    private final JdbcClient sql;

    JdbcDisputes(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Dispute> findByProviderRef(String ref) {
        return sql.sql(SELECT + "WHERE provider_ref = :ref")
                .param("ref", ref)
                .query(JdbcDisputes::dispute)
                .optional();
    }

    @Override
    public List<Dispute> findAll(PaymentId payment) {
        return sql.sql(SELECT + "WHERE payment_id = :payment ORDER BY opened_at, id")
                .param("payment", payment.value())
                .query(JdbcDisputes::dispute)
                .list();
    }

    @Override
    public PageBody<Dispute> open(PageQuery query) {
        var open = "WHERE state IN (:open)";
        var items = sql.sql(SELECT + open + " ORDER BY evidence_due NULLS LAST, id LIMIT :limit OFFSET :offset")
                .param("open", OPEN)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(JdbcDisputes::dispute)
                .list();
        var total = sql.sql("SELECT count(*) FROM dispute " + open)
                .param("open", OPEN)
                .query(Long.class)
                .single();
        return PageBody.of(items, query, total);
    }

    @Override
    public void save(Dispute dispute) {
        var evidenceDue = dispute.evidenceDue();
        sql.sql("""
                INSERT INTO dispute (id, payment_id, order_id, provider_ref, amount_minor, currency, reason, state,
                                     evidence_due, withdrawn, reinstated, opened_at, changed_at)
                VALUES (:id, :payment, :order, :ref, :amount, :currency, :reason, :state, :evidenceDue, :withdrawn,
                        :reinstated, :openedAt, :changedAt)
                ON CONFLICT (provider_ref) DO UPDATE
                   SET amount_minor = excluded.amount_minor, reason = excluded.reason, state = excluded.state,
                       evidence_due = excluded.evidence_due, withdrawn = dispute.withdrawn OR excluded.withdrawn,
                       reinstated = dispute.reinstated OR excluded.reinstated, changed_at = excluded.changed_at
                """)
                .param("id", dispute.id().value())
                .param("payment", dispute.payment().value())
                .param("order", dispute.order().value())
                .param("ref", dispute.providerRef())
                .param("amount", dispute.amount().amountMinor())
                .param("currency", dispute.amount().currency().getCurrencyCode())
                .param("reason", dispute.reason())
                .param("state", dispute.state().name())
                .param("evidenceDue", evidenceDue == null ? null : Sql.time(evidenceDue), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("withdrawn", dispute.withdrawn())
                .param("reinstated", dispute.reinstated())
                .param("openedAt", Sql.time(dispute.openedAt()))
                .param("changedAt", Sql.time(dispute.changedAt()))
                .update();
    }

    private static Dispute dispute(ResultSet row, int number) throws SQLException {
        return new Dispute(
                new DisputeId(Sql.uuid(row, "id")),
                new PaymentId(Sql.uuid(row, "payment_id")),
                new OrderId(Sql.uuid(row, "order_id")),
                row.getString("provider_ref"),
                Sql.money(row, "amount_minor"),
                row.getString("reason"),
                DisputeState.valueOf(row.getString("state")),
                Sql.instantOrNull(row, "evidence_due"),
                row.getBoolean("withdrawn"),
                row.getBoolean("reinstated"),
                Sql.instant(row, "opened_at"),
                Sql.instant(row, "changed_at"));
    }
}
