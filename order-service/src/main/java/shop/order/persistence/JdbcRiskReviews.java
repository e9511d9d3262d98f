package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.http.paging.Keyset;
import shop.jdbc.Sql;
import shop.order.application.RiskReviews;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcRiskReviews implements RiskReviews {

    private static final Keyset<Review> LIST = Keyset.of(
            Map.of("heldSince", Keyset.Column.time("status_since", Review::heldSince)),
            Keyset.Column.<Review>id("id", review -> review.order().value()).reversed());

    private final JdbcClient sql;

    JdbcRiskReviews(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public PageBody<Review> page(PageQuery query) {
        var slice = LIST.slice(query);
        var found = sql.sql("""
                        SELECT on_hold.id, number, on_hold.customer_id AS buyer, held_from, total_minor, currency, status_since, assessment.*
                          FROM (SELECT * FROM orders WHERE status = 'ON_HOLD' AND
                        """ + "(" + slice.condition() + ") ORDER BY " + slice.order()
                        + " LIMIT :limit OFFSET :offset) AS on_hold LEFT JOIN LATERAL (SELECT "
                        + JdbcRiskAssessments.COLUMNS
                        + " FROM risk_assessment WHERE order_id = on_hold.id ORDER BY assessed_at DESC, moment LIMIT 1)"
                        + " AS assessment ON true ORDER BY " + slice.order())
                .params(slice.values())
                .query((row, _) -> review(row))
                .list();
        return LIST.page(
                found,
                query,
                () -> sql.sql(
                                "SELECT count(*) FROM (SELECT FROM orders WHERE status = 'ON_HOLD' LIMIT :most) AS counted")
                        .param("most", Keyset.MOST_COUNTED + 1)
                        .query(Long.class)
                        .single());
    }

    private static Review review(ResultSet row) throws SQLException {
        return new Review(
                new OrderId(Sql.uuid(row, "id")),
                new OrderNumber(row.getString("number")),
                new CustomerId(Sql.uuid(row, "buyer")),
                OrderStatus.valueOf(row.getString("held_from")),
                Sql.money(row, "total_minor", "currency"),
                Sql.instant(row, "status_since"),
                row.getString("order_id") == null ? null : JdbcRiskAssessments.assessment(row));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Order> lockHeldUntil(Instant time, int atMost) {
        return sql.sql(JdbcOrders.SELECT + """
                        WHERE status = 'ON_HOLD' AND status_since <= :time
                          AND orders.id IN (SELECT id FROM orders WHERE status = 'ON_HOLD' AND status_since <= :time
                                             ORDER BY status_since, id LIMIT :atMost)
                        """ + JdbcOrders.LOCKED + " SKIP LOCKED")
                .param("time", Sql.time(time))
                .param("atMost", atMost)
                .query(OrderRows::read);
    }
}
