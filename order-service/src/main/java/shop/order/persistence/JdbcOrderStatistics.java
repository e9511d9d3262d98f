package shop.order.persistence;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.jdbc.Sql;
import shop.order.application.OrderStatistics;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;

@Repository
class JdbcOrderStatistics implements OrderStatistics {

    private final JdbcClient sql;

    JdbcOrderStatistics(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public List<DaySales> salesByDay(Instant from, Instant to) {
        return sql.sql("""
                        SELECT CAST(created_at AT TIME ZONE 'UTC' AS date) AS day, currency, count(*) AS orders,
                               sum(total_minor) AS gross
                          FROM orders
                         WHERE created_at >= :from AND created_at < :to
                           AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')
                         GROUP BY day, currency
                         ORDER BY day, currency
                        """)
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .query((row, _) -> new DaySales(
                        row.getObject("day", LocalDate.class),
                        row.getString("currency"),
                        row.getLong("orders"),
                        row.getLong("gross")))
                .list();
    }

    @Override
    public List<HourSales> salesByHour(Instant from, Instant to) {
        return sql.sql("""
                        SELECT date_trunc('hour', created_at, 'UTC') AS hour, currency, count(*) AS orders,
                               sum(total_minor) AS gross
                          FROM orders
                         WHERE created_at >= :from AND created_at < :to
                           AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')
                         GROUP BY hour, currency
                         ORDER BY hour, currency
                        """)
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .query((row, _) -> new HourSales(
                        Sql.instant(row, "hour"),
                        row.getString("currency"),
                        row.getLong("orders"),
                        row.getLong("gross")))
                .list();
    }

    @Override
    public Map<OrderStatus, Long> ordersByStatus(Instant from, Instant to) {
        var counts = new EnumMap<OrderStatus, Long>(OrderStatus.class);
        sql.sql(
                        "SELECT status, count(*) AS orders FROM orders WHERE created_at >= :from AND created_at < :to GROUP BY status")
                .param("from", Sql.time(from))
                .param("to", Sql.time(to))
                .query(row -> {
                    counts.put(OrderStatus.valueOf(row.getString("status")), row.getLong("orders"));
                });
        return counts;
    }

    @Override
    public List<StuckOrder> stuck(Instant late, Instant unshipped, int atMost) {
        return sql.sql("""
                        SELECT id, number, status, payment_status, since, reason
                          FROM (SELECT id, number, status, payment_status, status_since AS since, 'NOT_CONFIRMED' AS reason
                                  FROM orders
                                 WHERE status = 'PENDING' AND payment_status = 'PAID'
                                UNION ALL
                                SELECT id, number, status, payment_status, reserved_until, 'NOT_EXPIRED'
                                  FROM orders
                                 WHERE status = 'PENDING' AND payment_status <> 'PAID' AND reserved_until < :late
                                UNION ALL
                                SELECT id, number, status, payment_status, status_since, 'NOT_REFUNDED'
                                  FROM orders
                                 WHERE status IN ('CANCELLED', 'EXPIRED') AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED')
                                   AND status_since < :late
                                UNION ALL
                                SELECT id, number, status, payment_status, status_since, 'NOT_SHIPPED'
                                  FROM orders
                                 WHERE status = 'CONFIRMED' AND status_since < :unshipped
                                   AND payment_status <> 'REFUNDED' AND NOT disputed) AS stuck
                         ORDER BY since, id
                         LIMIT :atMost
                        """)
                .param("late", Sql.time(late))
                .param("unshipped", Sql.time(unshipped))
                .param("atMost", atMost)
                .query((row, _) -> new StuckOrder(
                        new OrderId(Sql.uuid(row, "id")),
                        new OrderNumber(row.getString("number")),
                        OrderStatus.valueOf(row.getString("status")),
                        PaymentStatus.valueOf(row.getString("payment_status")),
                        Sql.instant(row, "since"),
                        Reason.valueOf(row.getString("reason"))))
                .list();
    }
}
