package shop.payment.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
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
    public void add(PayableOrder order) {
        sql.sql("""
                INSERT INTO payable_order (order_id, user_id, amount_minor, currency, expires_at, attempts, told)
                VALUES (:order, :user, :amount, :currency, :expiresAt, 0, 0)
                ON CONFLICT (order_id) DO NOTHING
                """)
                .param("order", order.id().value())
                .param("user", order.user().value())
                .param("amount", order.total().amountMinor())
                .param("currency", order.total().currency().getCurrencyCode())
                .param("expiresAt", Sql.time(order.expiresAt()))
                .update();
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
                .param("told", order.told())
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
