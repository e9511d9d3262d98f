package shop.order.persistence;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.order.application.StepLog;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;

@Repository
class JdbcStepLog implements StepLog {

    private final JdbcClient sql;

    JdbcStepLog(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public long end(CustomerId customer) {
        return sql.sql("SELECT taken FROM customer_steps WHERE customer_id = :customer")
                .param("customer", customer.value())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    @Override
    public List<Entry> after(CustomerId customer, long position, int atMost) {
        return sql.sql("""
                        SELECT position, order_id, (SELECT number FROM orders WHERE id = order_id) AS number,
                        """ + Steps.COLUMNS + """
                          FROM order_step
                         WHERE customer_id = :customer AND position > :position
                         ORDER BY position
                         LIMIT :atMost
                        """)
                .param("customer", customer.value())
                .param("position", position)
                .param("atMost", atMost)
                .query((row, rowNumber) -> new Entry(
                        row.getLong("position"),
                        new OrderId(Sql.uuid(row, "order_id")),
                        new OrderNumber(row.getString("number")),
                        Steps.step(row, rowNumber)))
                .list();
    }
}
