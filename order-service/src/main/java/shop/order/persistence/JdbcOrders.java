package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.kernel.Money;
import shop.order.application.OrderNews;
import shop.order.application.Orders;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.Extension;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentId;
import shop.order.domain.PaymentStatus;
import shop.order.domain.ProductId;
import shop.order.domain.ShippingAddress;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;

@Repository
class JdbcOrders implements Orders {

    private static final String SELECT = """
            SELECT id, customer_id, status, status_since, status_reason, payment_status, payment_id, payment_version,
                   total_minor, currency, reserved_until, extension, version, created_at,
                   ship_name, ship_line1, ship_line2, ship_city, ship_postal_code, ship_country
              FROM orders
            """;

    /** What a list may be sorted by, and how the database calls it. */
    private static final Map<String, String> SORTED_BY = Map.of("createdAt", "created_at", "total", "total_minor");

    private static final String OWNED =
            "WHERE id = :id AND (CAST(:customer AS uuid) IS NULL OR customer_id = :customer)";

    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final OrderNews news;

    JdbcOrders(JdbcClient sql, JdbcTemplate batches, OrderNews news) {
        this.sql = sql;
        this.batches = batches;
        this.news = news;
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<Order> find(OrderId id) {
        return find(id, null);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<Order> find(OrderId id, @Nullable CustomerId customer) {
        return one(SELECT + OWNED, id, customer);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Order> lock(OrderId id) {
        return lock(id, null);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Order> lock(OrderId id, @Nullable CustomerId customer) {
        return one(SELECT + OWNED + " FOR UPDATE", id, customer);
    }

    private Optional<Order> one(String statement, OrderId id, @Nullable CustomerId customer) {
        var rows = sql.sql(statement)
                .param("id", id.value())
                .param("customer", customer == null ? null : customer.value(), Types.OTHER)
                .query(JdbcOrders::row)
                .list();
        return withLines(rows).stream().findFirst();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Order> lockDue(Instant now, int atMost) {
        return withLines(sql.sql(SELECT + """
                        WHERE status = 'PENDING' AND reserved_until <= :now
                        ORDER BY reserved_until
                        LIMIT :atMost
                          FOR UPDATE SKIP LOCKED
                        """)
                .param("now", Sql.time(now))
                .param("atMost", atMost)
                .query(JdbcOrders::row)
                .list());
    }

    @Override
    @Transactional(readOnly = true)
    public List<Order> wantingExtension(Instant now, int atMost) {
        return withLines(sql.sql(SELECT + """
                        WHERE status = 'PENDING' AND extension = 'WANTED' AND reserved_until > :now
                        ORDER BY reserved_until
                        LIMIT :atMost
                        """)
                .param("now", Sql.time(now))
                .param("atMost", atMost)
                .query(JdbcOrders::row)
                .list());
    }

    @Override
    @Transactional
    public void add(Order order) {
        var added = order.snapshot();
        sql.sql("""
                INSERT INTO orders (id, customer_id, status, status_since, status_reason, payment_status, payment_id,
                                    payment_version, total_minor, currency, reserved_until, extension, version, created_at,
                                    ship_name, ship_line1, ship_line2, ship_city, ship_postal_code, ship_country)
                VALUES (:id, :customer, :status, :since, :reason, :payment, :paymentId,
                        :paymentVersion, :total, :currency, :reservedUntil, :extension, :version, :createdAt,
                        :name, :line1, :line2, :city, :postalCode, :country)
                """)
                .params(changing(added))
                .param("id", added.id().value())
                .param("customer", added.customer().value())
                .param("total", added.basket().total().amountMinor())
                .param("currency", added.basket().total().currency().getCurrencyCode())
                .param("createdAt", Sql.time(added.placedAt()))
                .param("name", added.address().name())
                .param("line1", added.address().line1())
                .param("line2", added.address().line2(), Types.VARCHAR)
                .param("city", added.address().city())
                .param("postalCode", added.address().postalCode())
                .param("country", added.address().country())
                .update();
        addLines(added);
        tell(order);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void save(Order order) {
        var changed = order.snapshot();
        var saved = sql.sql("""
                        UPDATE orders
                           SET status = :status, status_since = :since, status_reason = :reason,
                               payment_status = :payment, payment_id = :paymentId, payment_version = :paymentVersion,
                               reserved_until = :reservedUntil, extension = :extension, version = :version
                         WHERE id = :id AND version = :readVersion
                        """)
                .params(changing(changed))
                .param("id", changed.id().value())
                .param("readVersion", order.readVersion())
                .update();
        if (saved != 1) {
            // Cannot happen while every writer locks first; if one forgets, it fails here instead of losing a step.
            throw new IllegalStateException(
                    "Order " + changed.id().value() + " no longer has version " + order.readVersion());
        }
        tell(order);
    }

    private static Map<String, @Nullable Object> changing(Order.Snapshot order) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("status", order.state().status().name());
        values.put("since", Sql.time(order.state().since()));
        values.put("reason", order.state() instanceof OrderState.Cancelled(var reason, var _) ? reason : null);
        values.put("payment", order.payment().name());
        var paymentId = order.paymentId();
        values.put("paymentId", paymentId == null ? null : paymentId.value());
        values.put("paymentVersion", order.paymentVersion());
        values.put("reservedUntil", Sql.time(order.reservedUntil()));
        values.put("extension", order.extension().name());
        values.put("version", order.version());
        return values;
    }

    private void addLines(Order.Snapshot order) {
        var lines = order.basket().lines();
        batches.batchUpdate(
                """
                INSERT INTO order_line (order_id, position, product_id, sku, name, quantity, unit_price_minor)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, IntStream.range(0, lines.size()).boxed().toList(), lines.size(), (statement, position) -> {
                    var line = lines.get(position);
                    statement.setObject(1, order.id().value());
                    statement.setInt(2, position);
                    statement.setObject(3, line.product().value());
                    statement.setString(4, line.sku());
                    statement.setString(5, line.name());
                    statement.setInt(6, line.quantity());
                    statement.setLong(7, line.unitPrice().amountMinor());
                });
    }

    private void tell(Order order) {
        var snapshot = order.snapshot();
        for (var step : order.takeSteps()) {
            // The customer's count stays locked until the commit, so whoever has seen a position has seen all below it.
            sql.sql("""
                    WITH counted AS (
                        INSERT INTO customer_steps (customer_id, taken) VALUES (:customer, 1)
                            ON CONFLICT (customer_id) DO UPDATE SET taken = customer_steps.taken + 1
                        RETURNING taken)
                    INSERT INTO order_step (order_id, version, status, previous_status, payment_status, fulfillment,
                                            actor, actor_id, reason, taken_at, customer_id, position)
                    SELECT :order, :version, :status, :previous, :payment, :fulfillment,
                           :actor, CAST(:actorId AS uuid), :reason, :at, :customer, taken
                      FROM counted
                    """)
                    .param("order", order.id().value())
                    .param("customer", order.customer().value())
                    .param("version", step.version())
                    .param("status", step.status().name())
                    .param("previous", step.previous().name())
                    .param("payment", step.payment().name())
                    .param("fulfillment", step.fulfillment().name())
                    .param("actor", step.by().kind().name())
                    .param("actorId", step.by().id(), Types.OTHER)
                    .param("reason", step.reason(), Types.VARCHAR)
                    .param("at", Sql.time(step.at()))
                    .update();
            news.tell(snapshot, step);
        }
    }

    @Override
    public PageBody<Order> page(Filter filter, PageQuery query) {
        var conditions = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        var customer = filter.customer();
        if (customer != null) {
            conditions.add("customer_id = :customer");
            values.put("customer", customer.value());
        }
        var status = filter.status();
        if (status != null) {
            conditions.add("status = :status");
            values.put("status", status.name());
        }
        var from = filter.from();
        if (from != null) {
            conditions.add("created_at >= :from");
            values.put("from", Sql.time(from));
        }
        var to = filter.to();
        if (to != null) {
            conditions.add("created_at < :to");
            values.put("to", Sql.time(to));
        }
        var where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions) + " ";
        var rows = sql.sql(SELECT + where + "ORDER BY " + order(query) + " LIMIT :limit OFFSET :offset")
                .params(values)
                .param("limit", query.limit())
                .param("offset", query.offset())
                .query(JdbcOrders::row)
                .list();
        var total = sql.sql("SELECT count(*) FROM orders " + where)
                .params(values)
                .query(Long.class)
                .single();
        return PageBody.of(withLines(rows), query, total);
    }

    private static String order(PageQuery query) {
        return Stream.concat(
                        query.sort().stream()
                                .map(order -> column(order.field()) + (order.descending() ? " DESC" : " ASC")),
                        Stream.of("id"))
                .collect(Collectors.joining(", "));
    }

    private static String column(String field) {
        var column = SORTED_BY.get(field);
        if (column == null) {
            throw new IllegalArgumentException("sort: " + field + " (expected: one of " + SORTED_BY.keySet() + ")");
        }
        return column;
    }

    @Override
    public List<Changed> changedSince(Instant since, @Nullable OrderId after, int atMost) {
        return sql.sql("""
                        SELECT id, customer_id, status, status_since, payment_status, payment_id, total_minor, currency, created_at
                          FROM orders
                          JOIN (SELECT DISTINCT order_id
                                  FROM order_step
                                 WHERE taken_at >= :since AND (CAST(:after AS uuid) IS NULL OR order_id > :after)
                                 ORDER BY order_id
                                 LIMIT :atMost) AS changed ON changed.order_id = orders.id
                         ORDER BY id
                        """)
                .param("since", Sql.time(since))
                .param("after", after == null ? null : after.value(), Types.OTHER)
                .param("atMost", atMost)
                .query(JdbcOrders::changed)
                .list();
    }

    private static Changed changed(ResultSet row, int number) throws SQLException {
        return new Changed(
                new OrderId(Sql.uuid(row, "id")),
                new CustomerId(Sql.uuid(row, "customer_id")),
                OrderStatus.valueOf(row.getString("status")),
                PaymentStatus.valueOf(row.getString("payment_status")),
                paymentId(row),
                Sql.money(row, "total_minor", "currency"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "status_since"));
    }

    private static @Nullable PaymentId paymentId(ResultSet row) throws SQLException {
        var payment = Sql.uuid(row, "payment_id");
        return payment == null ? null : new PaymentId(payment);
    }

    @Override
    public List<OrderStep> steps(OrderId id) {
        return sql.sql("SELECT " + Steps.COLUMNS + " FROM order_step WHERE order_id = :id ORDER BY version")
                .param("id", id.value())
                .query(Steps::step)
                .list();
    }

    private List<Order> withLines(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        var lines = sql.sql("""
                        SELECT order_id, product_id, sku, name, quantity, unit_price_minor, currency
                          FROM order_line JOIN orders ON orders.id = order_line.order_id
                         WHERE order_id = ANY (CAST(:orders AS uuid[]))
                         ORDER BY order_id, position
                        """).param("orders", Sql.uuids(rows, Row::id)).query(JdbcOrders::line).list().stream()
                .collect(Collectors.groupingBy(
                        LineRow::order, Collectors.mapping(LineRow::line, Collectors.toUnmodifiableList())));
        return rows.stream()
                .map(row -> row.order(lines.getOrDefault(row.id(), List.of())))
                .toList();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                Sql.uuid(row, "id"),
                new CustomerId(Sql.uuid(row, "customer_id")),
                Sql.money(row, "total_minor", "currency"),
                new ShippingAddress(
                        row.getString("ship_name"),
                        row.getString("ship_line1"),
                        row.getString("ship_line2"),
                        row.getString("ship_city"),
                        row.getString("ship_postal_code"),
                        row.getString("ship_country")),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "reserved_until"),
                Extension.valueOf(row.getString("extension")),
                OrderState.of(
                        OrderStatus.valueOf(row.getString("status")),
                        row.getString("status_reason"),
                        Sql.instant(row, "status_since")),
                PaymentStatus.valueOf(row.getString("payment_status")),
                paymentId(row),
                row.getLong("payment_version"),
                row.getLong("version"));
    }

    private static LineRow line(ResultSet row, int number) throws SQLException {
        return new LineRow(
                Sql.uuid(row, "order_id"),
                new OrderLine(
                        new ProductId(Sql.uuid(row, "product_id")),
                        row.getString("sku"),
                        row.getString("name"),
                        row.getInt("quantity"),
                        Sql.money(row, "unit_price_minor", "currency")));
    }

    private record LineRow(UUID order, OrderLine line) {}

    private record Row(
            UUID id,
            CustomerId customer,
            Money total,
            ShippingAddress address,
            Instant placedAt,
            Instant reservedUntil,
            Extension extension,
            OrderState state,
            PaymentStatus payment,
            @Nullable PaymentId paymentId,
            long paymentVersion,
            long version) {

        Order order(List<OrderLine> lines) {
            return Order.restore(new Order.Snapshot(
                    new OrderId(id),
                    customer,
                    new Basket(lines, total),
                    address,
                    placedAt,
                    reservedUntil,
                    extension,
                    state,
                    payment,
                    paymentId,
                    paymentVersion,
                    version));
        }
    }
}
