package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import shop.jdbc.Sql;
import shop.order.domain.Actor;
import shop.order.domain.FulfillmentStatus;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;

/** Reads rows of {@code order_step}. */
final class Steps {

    /** What {@link #step} reads. */
    static final String COLUMNS =
            "version, status, previous_status, payment_status, fulfillment, actor, actor_id, reason, note, taken_at";

    private Steps() {}

    static OrderStep step(ResultSet row, int number) throws SQLException {
        return new OrderStep(
                row.getLong("version"),
                OrderStatus.valueOf(row.getString("status")),
                OrderStatus.valueOf(row.getString("previous_status")),
                PaymentStatus.valueOf(row.getString("payment_status")),
                FulfillmentStatus.valueOf(row.getString("fulfillment")),
                new Actor(Actor.Kind.valueOf(row.getString("actor")), Sql.uuid(row, "actor_id")),
                row.getString("reason"),
                row.getString("note"),
                Sql.instant(row, "taken_at"));
    }
}
