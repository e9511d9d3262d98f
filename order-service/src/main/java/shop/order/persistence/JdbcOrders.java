package shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.http.paging.Keyset;
import shop.jdbc.Sql;
import shop.order.application.OrderEventPublisher;
import shop.order.application.Orders;
import shop.order.application.ReservationLimits;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.OrderStep;
import shop.order.domain.PaymentStatus;
import shop.order.domain.ProductId;
import shop.order.domain.risk.RiskAssessment;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

@Repository
class JdbcOrders implements Orders {

    /** An order and its lines, a row for each line. */
    private static final String COLUMNS = """
            SELECT orders.id, number, customer_id, status, status_since, status_reason, held_from, payment_status, payment_id,
                   payment_version, disputed, total_minor, currency, reserved_until, extension, version, created_at,
                   ship_name, ship_line1, ship_line2, ship_city, ship_postal_code, ship_country,
                   product_id, sku, name, quantity, unit_price_minor
            """;

    static final String SELECT = COLUMNS + "  FROM orders JOIN order_line ON order_line.order_id = orders.id ";

    /** In the order of the ids, so that two instances do not wait for each other. */
    static final String LOCKED = " ORDER BY orders.id, position FOR UPDATE OF orders";

    private static final Keyset<Order> LIST = Keyset.of(
            Map.of(
                    "createdAt",
                            Keyset.Column.time(
                                    "created_at", order -> order.snapshot().placedAt()),
                    "total",
                            Keyset.Column.number(
                                    "total_minor",
                                    order -> order.snapshot().basket().total().amountMinor())),
            Keyset.Column.id("id", order -> order.id().value()));

    private static final String OWNED =
            "WHERE orders.id = :id AND (CAST(:customer AS uuid) IS NULL OR customer_id = :customer)";

    private static final UUID FIRST_ID = new UUID(0, 0);

    private final JdbcClient sql;
    private final OrderEventPublisher publisher;

    JdbcOrders(JdbcClient sql, OrderEventPublisher publisher) {
        this.sql = sql;
        this.publisher = publisher;
    }

    @Override
    public Optional<Order> find(OrderId id) {
        return find(id, null);
    }

    @Override
    public Optional<Order> find(OrderId id, @Nullable CustomerId customer) {
        return one(SELECT + OWNED + " ORDER BY position", id, customer);
    }

    /** Whoever adds an order holds this lock until the database has ended the transaction, whatever its client knows of that. */
    @Override
    @Transactional
    public Optional<Order> findAfterWriters(OrderId id, CustomerId customer) {
        sql.sql("SELECT count(*) FROM pg_advisory_xact_lock(hashtextextended(CAST(:customer AS text), 0))")
                .param("customer", customer.value())
                .query(Integer.class)
                .single();
        return find(id);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Order> lock(OrderId id, @Nullable CustomerId customer) {
        return one(SELECT + OWNED + LOCKED, id, customer);
    }

    private Optional<Order> one(String statement, OrderId id, @Nullable CustomerId customer) {
        return sql
                .sql(statement)
                .param("id", id.value())
                .param("customer", customer == null ? null : customer.value(), Types.OTHER)
                .query(OrderRows::read)
                .stream()
                .findFirst();
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Order> lock(Collection<OrderId> ids) {
        return sql.sql(SELECT + "WHERE orders.id = ANY (CAST(:ids AS uuid[]))" + LOCKED)
                .param("ids", Sql.uuids(ids, OrderId::value))
                .query(OrderRows::read);
    }

    /** Without a paid order this is the shorter statement. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public PaidOrders lockPaid(Collection<OrderId> ids, Map<OrderId, @Nullable String> cards, Instant now) {
        if (cards.isEmpty()) {
            return new PaidOrders(lock(ids), Map.of());
        }
        var histories = new HashMap<OrderId, PaidHistory>();
        var paid = new ArrayList<>(cards.entrySet());
        var locked = sql.sql("WITH " + JdbcRiskAssessments.PAID + COLUMNS + """
                          , paid.*
                          FROM orders JOIN order_line ON order_line.order_id = orders.id LEFT JOIN paid ON paid_order = orders.id
                         WHERE orders.id = ANY (CAST(:ids AS uuid[]))
                        """ + LOCKED)
                .param("ids", Sql.uuids(ids, OrderId::value))
                .param("paidOrders", Sql.uuids(paid, entry -> entry.getKey().value()))
                .param("cards", Sql.texts(paid, Map.Entry::getValue))
                .param("aWeekAgo", Sql.time(now.minus(JdbcRiskAssessments.CARD_WINDOW)))
                .query(rows -> {
                    return OrderRows.readWith(rows, order -> {
                        if (rows.getString("paid_order") != null) {
                            histories.put(order, JdbcRiskAssessments.paidHistory(rows));
                        }
                    });
                });
        return new PaidOrders(locked, histories);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Order> lockDue(Collection<OrderId> ids, Instant now) {
        return sql.sql(SELECT + """
                        WHERE orders.id = ANY (CAST(:ids AS uuid[])) AND status = 'PENDING' AND reserved_until <= :now
                        """ + LOCKED + " SKIP LOCKED")
                .param("ids", Sql.uuids(ids, OrderId::value))
                .param("now", Sql.time(now))
                .query(OrderRows::read);
    }

    @Override
    public List<Deadline> deadlines(@Nullable Deadline after, int atMost) {
        return sql.sql("""
                        SELECT id, reserved_until FROM orders
                         WHERE status = 'PENDING' AND (reserved_until, id) > (CAST(:at AS timestamptz), CAST(:id AS uuid))
                         ORDER BY reserved_until, id
                         LIMIT :atMost
                        """)
                .param("at", after == null ? "-infinity" : after.at().toString())
                .param("id", after == null ? FIRST_ID : after.order().value())
                .param("atMost", atMost)
                .query((row, _) -> new Deadline(new OrderId(Sql.uuid(row, "id")), Sql.instant(row, "reserved_until")))
                .list();
    }

    @Override
    @Transactional
    public Added add(Order order, Map<ProductId, Long> prices, ReservationLimits limits) {
        return add(order, prices, limits, null);
    }

    /**
     * One statement for all that there is of an order. It takes the lock of the customer's placements first, see {@link #findAfterWriters}. What
     * is counted for the customer stays locked until the commit, see {@link #saveAll}.
     */
    @Override
    @Transactional
    public Added add(
            Order order, Map<ProductId, Long> prices, ReservationLimits limits, @Nullable RiskAssessment assessment) {
        var added = order.snapshot();
        var step = order.takeSteps().getFirst();
        var lines = added.basket().lines();
        var position = new AtomicLong();
        var outcome = sql.sql("""
                        WITH unpaid AS (
                            SELECT unpaid_orders, most_held_product, most_units,
                                   :total > 0 AND unpaid_orders >= :mostOrders AS too_many_orders,
                                   :total > 0 AND most_units > :mostUnits AS too_many_units
                              FROM unpaid_reservations(:customer, CAST(:lineProducts AS uuid[]), CAST(:lineQuantities AS integer[]))),
                        priced AS (
                            SELECT count(*) = :products AS current
                              FROM unnest(CAST(:pricedProducts AS uuid[]), CAST(:pricedVersions AS bigint[])) AS priced (product_id, version)
                              JOIN product_copy USING (product_id, version)),
                        added AS (
                            INSERT INTO orders (id, number, customer_id, status, status_since, status_reason, payment_status, payment_id,
                                                payment_version, total_minor, currency, reserved_until, extension, version, created_at,
                                                ship_name, ship_line1, ship_line2, ship_city, ship_postal_code, ship_country)
                            SELECT :id, :number, :customer, :status, :since, NULL, :payment, NULL,
                                   0, :total, :currency, :reservedUntil, 'NONE', :version, :createdAt,
                                   :name, :line1, :line2, :city, :postalCode, :country
                              FROM priced, unpaid WHERE current AND NOT too_many_orders AND NOT too_many_units
                                ON CONFLICT DO NOTHING
                            RETURNING id, customer_id),
                        lines AS (
                            INSERT INTO order_line (order_id, position, product_id, sku, name, quantity, unit_price_minor)
                            SELECT added.id, line.position - 1, line.product_id, line.sku, line.name, line.quantity, line.unit_price_minor
                              FROM added,
                                   unnest(CAST(:lineProducts AS uuid[]), CAST(:lineSkus AS text[]), CAST(:lineNames AS text[]),
                                          CAST(:lineQuantities AS integer[]), CAST(:linePrices AS bigint[]))
                                   WITH ORDINALITY AS line (product_id, sku, name, quantity, unit_price_minor, position)),
                        counted AS (
                            INSERT INTO customer_steps (customer_id, taken) SELECT customer_id, 1 FROM added
                                ON CONFLICT (customer_id) DO UPDATE SET taken = customer_steps.taken + 1
                            RETURNING taken),
                        steps AS (
                            INSERT INTO order_step (order_id, version, status, previous_status, payment_status, fulfillment,
                                                    actor, actor_id, taken_at, customer_id, position)
                            SELECT :id, :version, :status, :previous, :payment, :fulfillment,
                                   :actor, CAST(:actorId AS uuid), :since, :customer, taken
                              FROM counted),
                        assessed AS (
                            INSERT INTO risk_assessment (order_id, customer_id, moment, address_key, findings, features, score, held,
                                                         assessed_at)
                            SELECT id, customer_id, :moment, :addressKey, :findings, '{}', :score, :held,
                                   CAST(:assessedAt AS timestamptz)
                              FROM added WHERE :moment IS NOT NULL)
                        SELECT current, EXISTS (SELECT FROM added) AS added, (SELECT taken FROM counted) AS position, unpaid.* FROM priced, unpaid
                        """)
                .param("mostOrders", limits.orders())
                .param("mostUnits", limits.units())
                .param("products", prices.size())
                .param("pricedProducts", Sql.uuids(prices.keySet(), ProductId::value))
                .param("pricedVersions", Sql.texts(prices.values(), String::valueOf))
                .param("id", added.id().value())
                .param("number", added.number().value())
                .param("customer", added.customer().value())
                .param("status", added.state().status().name())
                .param("since", Sql.time(added.state().since()))
                .param("payment", added.payment().name())
                .param("total", added.basket().total().amountMinor())
                .param("currency", added.basket().total().currency().getCurrencyCode())
                .param("reservedUntil", Sql.time(added.reservedUntil()))
                .param("version", added.version())
                .param("createdAt", Sql.time(added.placedAt()))
                .param("name", added.address().name())
                .param("line1", added.address().line1())
                .param("line2", added.address().line2(), Types.VARCHAR)
                .param("city", added.address().city())
                .param("postalCode", added.address().postalCode())
                .param("country", added.address().country())
                .param("lineProducts", Sql.uuids(lines, line -> line.product().value()))
                .param("lineSkus", Sql.texts(lines, OrderLine::sku))
                .param("lineNames", Sql.texts(lines, OrderLine::name))
                .param("lineQuantities", Sql.texts(lines, line -> Integer.toString(line.quantity())))
                .param(
                        "linePrices",
                        Sql.texts(lines, line -> Long.toString(line.unitPrice().amountMinor())))
                .param("previous", step.previous().name())
                .param("fulfillment", step.fulfillment().name())
                .param("actor", step.by().kind().name())
                .param("actorId", step.by().id(), Types.OTHER)
                .param("moment", assessment == null ? null : assessment.moment().name(), Types.VARCHAR)
                .param("addressKey", assessment == null ? null : assessment.addressKey(), Types.VARCHAR)
                .param("findings", assessment == null ? null : JdbcRiskAssessments.findings(assessment), Types.BINARY)
                .param("score", assessment == null ? null : JdbcRiskAssessments.score(assessment), Types.DOUBLE)
                .param("held", assessment != null && assessment.held())
                .param("assessedAt", assessment == null ? null : assessment.at().toString(), Types.VARCHAR)
                .query((row, _) -> {
                    position.set(row.getLong("position"));
                    return outcome(row, limits);
                })
                .single();
        if (outcome == Added.KNOWN && find(added.id()).isEmpty()) {
            // What it met may have been committed after the statement began, so it is looked for anew: it has the
            // number, not the id.
            return Added.NUMBER_TAKEN;
        }
        if (outcome == Added.ADDED) {
            publisher.publish(List.of(new OrderEventPublisher.Step(added, step, position.get())));
        }
        return outcome;
    }

    private static Added outcome(ResultSet row, ReservationLimits limits) throws SQLException {
        if (row.getBoolean("added")) {
            return Added.ADDED;
        }
        if (!row.getBoolean("current")) {
            return Added.PRICES_CHANGED;
        }
        if (row.getBoolean("too_many_orders")) {
            throw new OrderException.TooManyUnpaidOrders(limits.orders());
        }
        if (row.getBoolean("too_many_units")) {
            throw new OrderException.TooManyUnpaidUnits(
                    new ProductId(Sql.uuid(row, "most_held_product")), row.getLong("most_units"), limits.units());
        }
        return Added.KNOWN;
    }

    /**
     * One statement for many orders and their steps. A customer's count stays locked until the commit, so whoever has seen a position
     * has seen all below it; several customers' are taken in the order of their ids, so that two instances do not wait for each other.
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void saveAll(Collection<Order> orders, Collection<RiskAssessment> assessments) {
        var changed = orders.stream().map(Order::snapshot).toList();
        var steps = takeSteps(orders);
        var left = new HashMap<CustomerId, Integer>();
        var laterSteps = steps.reversed().stream()
                .map(step -> left.merge(step.order().customer(), 1, Integer::sum) - 1)
                .toList()
                .reversed();
        var taken = new HashMap<CustomerId, Long>();
        var saved = sql.sql("""
                        WITH changed AS (
                            UPDATE orders
                               SET status = new.status, status_since = new.status_since, status_reason = new.status_reason,
                                   held_from = new.held_from,
                                   payment_status = new.payment_status, payment_id = new.payment_id,
                                   payment_version = new.payment_version, reserved_until = new.reserved_until,
                                   extension = new.extension, disputed = new.disputed, version = new.version
                              FROM unnest(CAST(:ids AS uuid[]), CAST(:readVersions AS bigint[]), CAST(:statuses AS text[]),
                                          CAST(:since AS timestamptz[]), CAST(:reasons AS text[]), CAST(:heldFrom AS text[]), CAST(:payments AS text[]),
                                          CAST(:paymentIds AS uuid[]), CAST(:paymentVersions AS bigint[]),
                                          CAST(:reservedUntil AS timestamptz[]), CAST(:extensions AS text[]),
                                          CAST(:disputed AS boolean[]), CAST(:versions AS bigint[]))
                                   AS new (id, read_version, status, status_since, status_reason, held_from, payment_status, payment_id,
                                           payment_version, reserved_until, extension, disputed, version)
                             WHERE orders.id = new.id AND orders.version = new.read_version
                            RETURNING orders.id),
                        taken AS (
                            SELECT step.*
                              FROM unnest(CAST(:stepOrders AS uuid[]), CAST(:stepCustomers AS uuid[]), CAST(:laterSteps AS bigint[]),
                                          CAST(:stepVersions AS bigint[]), CAST(:stepStatuses AS text[]), CAST(:previous AS text[]),
                                          CAST(:stepPayments AS text[]), CAST(:fulfillments AS text[]), CAST(:actors AS text[]),
                                          CAST(:actorIds AS uuid[]), CAST(:stepReasons AS text[]), CAST(:stepNotes AS text[]), CAST(:times AS timestamptz[]))
                                   AS step (order_id, customer_id, later, version, status, previous_status, payment_status,
                                            fulfillment, actor, actor_id, reason, note, taken_at)
                              JOIN changed ON changed.id = step.order_id),
                        counted AS (
                            INSERT INTO customer_steps (customer_id, taken)
                            SELECT customer_id, count(*) FROM taken GROUP BY customer_id ORDER BY customer_id
                                ON CONFLICT (customer_id) DO UPDATE SET taken = customer_steps.taken + excluded.taken
                            RETURNING customer_id, taken),
                        steps AS (
                            INSERT INTO order_step (order_id, version, status, previous_status, payment_status, fulfillment,
                                                    actor, actor_id, reason, note, taken_at, customer_id, position)
                            SELECT order_id, version, status, previous_status, payment_status, fulfillment,
                                   actor, actor_id, reason, note, taken_at, customer_id, counted.taken - later
                              FROM taken JOIN counted USING (customer_id))
                        """ + (assessments.isEmpty() ? "" : ", assessed AS (" + JdbcRiskAssessments.ADD + ")")
                        + " SELECT customer_id, taken, number AS changed FROM (SELECT count(*) AS number FROM changed) AS all_changed"
                        + " LEFT JOIN counted ON true")
                .params(assessments.isEmpty() ? Map.of() : JdbcRiskAssessments.parameters(assessments))
                .param("ids", Sql.uuids(changed, order -> order.id().value()))
                .param("readVersions", Sql.texts(orders, order -> Long.toString(order.readVersion())))
                .param(
                        "statuses",
                        Sql.texts(changed, order -> order.state().status().name()))
                .param(
                        "since",
                        Sql.texts(changed, order -> order.state().since().toString()))
                .param("reasons", Sql.texts(changed, JdbcOrders::reason))
                .param("heldFrom", Sql.texts(changed, JdbcOrders::heldFrom))
                .param("payments", Sql.texts(changed, order -> order.payment().name()))
                .param("paymentIds", Sql.texts(changed, JdbcOrders::paymentId))
                .param("paymentVersions", Sql.texts(changed, order -> Long.toString(order.paymentVersion())))
                .param(
                        "reservedUntil",
                        Sql.texts(changed, order -> order.reservedUntil().toString()))
                .param("extensions", Sql.texts(changed, order -> order.extended() ? OrderRows.EXTENDED : "NONE"))
                .param("disputed", Sql.texts(changed, order -> Boolean.toString(order.disputed())))
                .param("versions", Sql.texts(changed, order -> Long.toString(order.version())))
                .param("stepOrders", Sql.uuids(steps, step -> step.order().id().value()))
                .param(
                        "stepCustomers",
                        Sql.uuids(steps, step -> step.order().customer().value()))
                .param("laterSteps", Sql.texts(laterSteps, String::valueOf))
                .param(
                        "stepVersions",
                        Sql.texts(steps, step -> Long.toString(step.step().version())))
                .param(
                        "stepStatuses",
                        Sql.texts(steps, step -> step.step().status().name()))
                .param(
                        "previous",
                        Sql.texts(steps, step -> step.step().previous().name()))
                .param(
                        "stepPayments",
                        Sql.texts(steps, step -> step.step().payment().name()))
                .param(
                        "fulfillments",
                        Sql.texts(steps, step -> step.step().fulfillment().name()))
                .param(
                        "actors",
                        Sql.texts(steps, step -> step.step().by().kind().name()))
                .param("actorIds", Sql.texts(steps, JdbcOrders::actorId))
                .param("stepReasons", Sql.texts(steps, step -> step.step().reason()))
                .param("stepNotes", Sql.texts(steps, step -> step.step().note()))
                .param("times", Sql.texts(steps, step -> step.step().at().toString()))
                .query((row, _) -> {
                    if (row.getString("customer_id") != null) {
                        taken.put(new CustomerId(Sql.uuid(row, "customer_id")), row.getLong("taken"));
                    }
                    return row.getInt("changed");
                })
                .list()
                .getFirst();
        if (saved != orders.size()) {
            // Cannot happen while every writer locks first; if one forgets, it fails here instead of losing a step.
            throw new IllegalStateException(
                    saved + " of " + orders.size() + " orders still had the version they were read with: "
                            + changed.stream().map(order -> order.id().value()).toList());
        }
        publisher.publish(IntStream.range(0, steps.size())
                .mapToObj(place -> {
                    var step = steps.get(place);
                    var last = Objects.requireNonNull(taken.get(step.order().customer()));
                    return new OrderEventPublisher.Step(step.order(), step.step(), last - laterSteps.get(place));
                })
                .toList());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void saveAll(Collection<Order> orders) {
        saveAll(orders, List.of());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void save(Order order) {
        saveAll(List.of(order));
    }

    private static List<TakenStep> takeSteps(Collection<Order> orders) {
        return orders.stream()
                .flatMap(order -> {
                    var snapshot = order.snapshot();
                    return order.takeSteps().stream().map(step -> new TakenStep(snapshot, step));
                })
                .toList();
    }

    private record TakenStep(Order.Snapshot order, OrderStep step) {}

    private static @Nullable String reason(Order.Snapshot order) {
        return order.state() instanceof OrderState.Cancelled(var reason, var _) ? reason : null;
    }

    private static @Nullable String heldFrom(Order.Snapshot order) {
        return order.state() instanceof OrderState.OnHold(var resumes, var _) ? resumes.name() : null;
    }

    private static @Nullable String paymentId(Order.Snapshot order) {
        var payment = order.paymentId();
        return payment == null ? null : payment.value().toString();
    }

    private static @Nullable String actorId(TakenStep step) {
        var actor = step.step().by().id();
        return actor == null ? null : actor.toString();
    }

    @Override
    public PageBody<Order> page(Filter filter, PageQuery query) {
        var conditions = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        var number = filter.number();
        if (number != null) {
            conditions.add("number = :number");
            values.put("number", number.value());
        }
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
        var slice = LIST.slice(query);
        var found = sql.sql(COLUMNS + "FROM (SELECT * FROM orders WHERE "
                        + String.join(" AND ", all(conditions, slice.condition())) + " ORDER BY " + slice.order()
                        + " LIMIT :limit OFFSET :offset) AS orders"
                        + " JOIN order_line ON order_line.order_id = orders.id ORDER BY " + slice.order()
                        + ", position")
                .params(values)
                .params(slice.values())
                .query(OrderRows::read);
        return LIST.page(
                found,
                query,
                () -> sql.sql("SELECT count(*) FROM (SELECT FROM orders " + where
                                + "ORDER BY created_at DESC LIMIT :most) AS counted")
                        .params(values)
                        .param("most", Keyset.MOST_COUNTED + 1)
                        .query(Long.class)
                        .single());
    }

    private static List<String> all(List<String> conditions, String more) {
        return Stream.concat(conditions.stream(), Stream.of("(" + more + ")")).toList();
    }

    /** A step's version is its order's as long as it is the last one. */
    @Override
    public ChangedPage changedAfter(Instant time, int steps) {
        var last = sql.sql(
                        "SELECT taken_at FROM order_step WHERE taken_at > :time ORDER BY taken_at OFFSET :others LIMIT 1")
                .param("time", Sql.time(time))
                .param("others", steps - 1)
                .query((row, _) -> Sql.instant(row, "taken_at"))
                .optional()
                .orElse(null);
        // By the primary key for each step: OFFSET keeps the planner, which does not know how few steps these are, from
        // reading all orders.
        var changed = sql.sql("""
                        SELECT changed.*
                          FROM order_step
                         CROSS JOIN LATERAL (
                            SELECT id, customer_id, status, status_since, payment_status, payment_id, total_minor, currency, created_at
                              FROM orders
                             WHERE id = order_step.order_id AND version = order_step.version
                            OFFSET 0) AS changed
                         WHERE taken_at > :time AND taken_at <= CAST(:last AS timestamptz)
                         ORDER BY taken_at, id
                        """)
                .param("time", Sql.time(time))
                .param("last", last == null ? "infinity" : last.toString())
                .query(JdbcOrders::changed)
                .list();
        return new ChangedPage(changed, last);
    }

    private static Changed changed(ResultSet row, int number) throws SQLException {
        return new Changed(
                new OrderId(Sql.uuid(row, "id")),
                new CustomerId(Sql.uuid(row, "customer_id")),
                OrderStatus.valueOf(row.getString("status")),
                PaymentStatus.valueOf(row.getString("payment_status")),
                OrderRows.paymentId(row),
                Sql.money(row, "total_minor", "currency"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "status_since"));
    }

    @Override
    public List<OrderStep> steps(OrderId id) {
        return sql.sql("SELECT " + Steps.COLUMNS + " FROM order_step WHERE order_id = :id ORDER BY version")
                .param("id", id.value())
                .query(Steps::step)
                .list();
    }
}
