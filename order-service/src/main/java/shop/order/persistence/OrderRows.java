package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import shop.jdbc.Sql;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.ProductId;
import shop.order.domain.ShippingAddress;

/** Reads orders from rows of which each is a line with its order; those of one order follow each other. */
final class OrderRows {

    /** What the column says of an order whose time to pay was extended; the version before this one writes other words too. */
    static final String EXTENDED = "GIVEN";

    private OrderRows() {}

    static List<Order> read(ResultSet rows) throws SQLException {
        return readWith(rows, _ -> {});
    }

    /**
     * The same.
     *
     * @param beside reads what else the first row of an order says
     */
    static List<Order> readWith(ResultSet rows, Beside beside) throws SQLException {
        var orders = new ArrayList<Order>();
        var more = rows.next();
        while (more) {
            var id = Sql.uuid(rows, "id");
            var header = header(rows, id);
            beside.read(new OrderId(id));
            var lines = new ArrayList<OrderLine>();
            do {
                lines.add(line(rows));
                more = rows.next();
            } while (more && Sql.uuid(rows, "id").equals(id));
            orders.add(Order.restore(header.apply(List.copyOf(lines))));
        }
        return orders;
    }

    interface Beside {

        void read(OrderId order) throws SQLException;
    }

    static @Nullable PaymentId paymentId(ResultSet row) throws SQLException {
        var payment = Sql.uuid(row, "payment_id");
        return payment == null ? null : new PaymentId(payment);
    }

    /** What a row says of its order; the cursor moves on before all its lines are there. */
    private static Function<List<OrderLine>, Order.Snapshot> header(ResultSet row, UUID id) throws SQLException {
        var number = new OrderNumber(row.getString("number"));
        var customer = new CustomerId(Sql.uuid(row, "customer_id"));
        var total = Sql.money(row, "total_minor", "currency");
        var address = new ShippingAddress(
                row.getString("ship_name"),
                row.getString("ship_line1"),
                row.getString("ship_line2"),
                row.getString("ship_city"),
                row.getString("ship_postal_code"),
                row.getString("ship_country"));
        var placedAt = Sql.instant(row, "created_at");
        var reservedUntil = Sql.instant(row, "reserved_until");
        var extended = row.getString("extension").equals(EXTENDED);
        var state = state(row);
        var payment = PaymentStatus.valueOf(row.getString("payment_status"));
        var paymentId = paymentId(row);
        var paymentVersion = row.getLong("payment_version");
        var disputed = row.getBoolean("disputed");
        var version = row.getLong("version");
        return lines -> new Order.Snapshot(
                new OrderId(id),
                number,
                customer,
                new Basket(lines, total),
                address,
                placedAt,
                reservedUntil,
                extended,
                state,
                payment,
                paymentId,
                paymentVersion,
                disputed,
                version);
    }

    private static OrderState state(ResultSet row) throws SQLException {
        var since = Sql.instant(row, "status_since");
        var heldFrom = row.getString("held_from");
        return heldFrom == null
                ? OrderState.of(OrderStatus.valueOf(row.getString("status")), row.getString("status_reason"), since)
                : new OrderState.OnHold(OrderStatus.valueOf(heldFrom), since);
    }

    private static OrderLine line(ResultSet row) throws SQLException {
        return new OrderLine(
                new ProductId(Sql.uuid(row, "product_id")),
                row.getString("sku"),
                row.getString("name"),
                row.getInt("quantity"),
                Sql.money(row, "unit_price_minor", "currency"));
    }
}
