package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.payment.application.PayableOrders;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;
import shop.payment.domain.PaymentId;
import shop.payment.domain.UserId;

@Repository
class JdbcPayableOrders implements PayableOrders {

    private static final String SELECT = """
            SELECT order_id, user_id, amount_minor, currency, expires_at, closed_as, paid_by, attempts, told
              FROM payable_order
             WHERE order_id = :order
            """;

    private final JdbcClient sql;

    JdbcPayableOrders(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<PayableOrder> find(OrderId id) {
        return sql.sql(SELECT)
                .param("order", id.value())
                .query(JdbcPayableOrders::order)
                .optional();
    }

    @Override
    public Optional<PayableOrder> lock(OrderId id) {
        return sql.sql(SELECT + " FOR UPDATE")
                .param("order", id.value())
                .query(JdbcPayableOrders::order)
                .optional();
    }

    @Override
    public void addOrExtend(Collection<PayableOrder> orders) {
        addOr("""
                UPDATE SET expires_at = excluded.expires_at
                 WHERE payable_order.expires_at < excluded.expires_at
                """, orders, (one, other) -> one.expiresAt().isAfter(other.expiresAt()) ? one : other);
    }

    @Override
    public void addOrClose(Collection<PayableOrder> orders) {
        addOr(
                "UPDATE SET closed_as = excluded.closed_as WHERE payable_order.closed_as IS NULL",
                orders,
                (first, _) -> first);
    }

    /** In the order of their ids, as everybody does who locks many; each once, because a statement may not touch a row twice. */
    private void addOr(String update, Collection<PayableOrder> orders, BinaryOperator<PayableOrder> ofOneOrder) {
        var rows =
                orders.stream()
                        .collect(Collectors.toMap(PayableOrder::id, order -> order, ofOneOrder))
                        .values()
                        .stream()
                        .sorted(Comparator.comparing(order -> order.id().value()))
                        .toList();
        sql.sql("""
                INSERT INTO payable_order (order_id, user_id, amount_minor, currency, expires_at, closed_as, attempts, told)
                SELECT order_id, user_id, amount_minor, currency, expires_at, closed_as, 0, 0
                  FROM unnest(CAST(:orders AS uuid[]), CAST(:users AS uuid[]), CAST(:amounts AS bigint[]),
                              CAST(:currencies AS text[]), CAST(:expiries AS timestamptz[]), CAST(:ends AS text[]))
                       AS copy (order_id, user_id, amount_minor, currency, expires_at, closed_as)
                ON CONFLICT (order_id) DO
                """ + update)
                .param("orders", texts(rows, order -> order.id().value().toString()))
                .param("users", texts(rows, order -> order.user().value().toString()))
                .param(
                        "amounts",
                        texts(rows, order -> String.valueOf(order.total().amountMinor())))
                .param(
                        "currencies",
                        texts(rows, order -> order.total().currency().getCurrencyCode()))
                .param("expiries", texts(rows, order -> order.expiresAt().toString()))
                .param("ends", texts(rows, PayableOrder::closedAs))
                .update();
    }

    private static String[] texts(List<PayableOrder> rows, Function<PayableOrder, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    @Override
    public void save(PayableOrder order) {
        var paidBy = order.paidBy();
        sql.sql("""
                UPDATE payable_order
                   SET expires_at = :expiresAt, closed_as = :closedAs, paid_by = :paidBy, attempts = :attempts, told = :told
                 WHERE order_id = :order
                """)
                .param("order", order.id().value())
                .param("expiresAt", Sql.time(order.expiresAt()))
                .param("closedAs", order.closedAs())
                .param("paidBy", paidBy == null ? null : paidBy.value())
                .param("attempts", order.attempts())
                .param("told", order.eventVersion())
                .update();
    }

    private static PayableOrder order(ResultSet row, int number) throws SQLException {
        var paidBy = Sql.uuidOrNull(row, "paid_by");
        return PayableOrder.restore(
                new OrderId(Sql.uuid(row, "order_id")),
                new UserId(Sql.uuid(row, "user_id")),
                Sql.money(row, "amount_minor"),
                Sql.instant(row, "expires_at"),
                Sql.textOrNull(row, "closed_as"),
                paidBy == null ? null : new PaymentId(paidBy),
                row.getInt("attempts"),
                row.getLong("told"));
    }
}
