package shop.order.persistence;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import shop.jdbc.Sql;
import shop.order.application.Orders.Filter;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.order.domain.risk.RiskFeature;
import shop.order.domain.risk.RiskFeatures;
import shop.order.support.OrderVolume;
import shop.platform.paging.PageQuery;
import shop.test.Infrastructure;
import shop.test.PlanLog;

/** Order-service's tables with many orders, and what the service asks of them. */
final class LargeStore implements AutoCloseable {

    private static final Filter ALL = filter(null, null, null, null);
    private static final int SIZE = 20;
    /** Pages by number reach the first 10,000 entries. */
    private static final int LAST_PAGE = 10_000 / SIZE - 1;

    private static final List<PageQuery.Order> NEWEST_FIRST = List.of(new PageQuery.Order("createdAt", true));

    private final SingleConnectionDataSource connection;
    private final PlanLog plans = PlanLog.ofReads();
    private final JdbcClient sql;
    private final JdbcOrders orders;
    private final JdbcOrderStatistics statistics;
    private final JdbcStepLog stepLog;
    private final JdbcRecordPositions positions;
    private final JdbcRiskAssessments assessments;
    private final TransactionTemplate transactions;
    private final Instant now = Instant.now();

    LargeStore(long size) throws SQLException {
        var database = Infrastructure.shared().newDatabase("volume");
        connection = new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
        Flyway.configure().dataSource(connection).load().migrate();
        OrderVolume.fill(JdbcClient.create(connection), size);
        OrderVolume.assess(
                JdbcClient.create(connection),
                new PackedFindings()
                        .pack(new PackedFindings.Findings(
                                new RiskFeatures(Map.of(RiskFeature.ODD_HOUR, 0.0)), null, null)));
        PlanLog.analyze(connection);
        var explaining = plans.explaining(connection);
        sql = JdbcClient.create(explaining);
        orders = new JdbcOrders(sql, _ -> {});
        statistics = new JdbcOrderStatistics(sql);
        stepLog = new JdbcStepLog(sql);
        positions = new JdbcRecordPositions(sql);
        assessments = new JdbcRiskAssessments(sql);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(explaining));
    }

    @Override
    public void close() {
        connection.destroy();
    }

    List<PlanLog.Plan> plans(Runnable call) {
        return plans.of(call);
    }

    /** What is asked while requests are answered, and by each timer. */
    Map<String, Runnable> questions() {
        var id = aDelivered();
        var number = orders.find(id).orElseThrow().snapshot().number();
        var customer = new CustomerId(OrderVolume.regular());
        var due = orders.deadlines(null, 100);
        // As whoever reads the whole list comes there: by the cursor of the page before.
        var middle = orders.page(
                        filter(null, null, null, now.minus(Duration.ofDays(200))), new PageQuery(0, SIZE, NEWEST_FIRST))
                .nextCursor();
        var all = new LinkedHashMap<String, Runnable>();
        all.put("one order", () -> orders.find(id));
        all.put("its timeline", () -> orders.steps(id));
        all.put("its events in Kafka", () -> positions.of(id));
        all.put("list of a customer", () -> page(filter(null, customer, null, null), 0, "createdAt", true));
        all.put("list of a customer, by total", () -> page(filter(null, customer, null, null), 0, "total", false));
        all.put(
                "list of a customer, one status",
                () -> page(filter(null, customer, OrderStatus.CANCELLED, null), 0, "createdAt", true));
        all.put("list of all", () -> page(ALL, 0, "createdAt", true));
        all.put("list of all, oldest first", () -> page(ALL, 0, "createdAt", false));
        all.put("list of all, the last page by number", () -> page(ALL, LAST_PAGE, "createdAt", true));
        all.put(
                "list of all, a page in its middle",
                () -> orders.page(ALL, new PageQuery(0, SIZE, NEWEST_FIRST, middle)));
        all.put("list of all, by total", () -> page(ALL, 0, "total", true));
        all.put(
                "list of all DELIVERED",
                () -> page(filter(null, null, OrderStatus.DELIVERED, null), 0, "createdAt", true));
        all.put("list of all PENDING", () -> page(filter(null, null, OrderStatus.PENDING, null), 0, "createdAt", true));
        all.put(
                "list of all DELIVERED, by total",
                () -> page(filter(null, null, OrderStatus.DELIVERED, null), 0, "total", true));
        all.put(
                "list of all of a day",
                () -> page(filter(null, null, null, now.minus(Duration.ofDays(200))), 0, "createdAt", true));
        all.put("an order by its number", () -> page(filter(number, null, null, null), 0, "createdAt", true));
        all.put("changed in 3 days, first page", () -> orders.changedAfter(now.minus(Duration.ofDays(3)), 500));
        all.put(
                "changed in 3 days, a page in the middle",
                () -> orders.changedAfter(now.minus(Duration.ofDays(1)), 500));
        all.put("deadlines", () -> orders.deadlines(null, 100));
        all.put(
                "locking what is due",
                () -> transactions.executeWithoutResult(_ -> orders.lockDue(
                        due.stream().map(deadline -> deadline.order()).toList(), now.plus(Duration.ofDays(1)))));
        all.put("steps of a customer after a position", () -> stepLog.after(customer, 5, 100));
        all.put("last position of a customer", () -> stepLog.end(customer));
        all.put(
                "risk: a customer, and an address that many use",
                () -> assessments.history(customer, OrderVolume.COMMON_ADDRESS, now));
        all.put(
                "risk: locking a paid order, with a card that many use",
                () -> transactions.executeWithoutResult(_ ->
                        orders.lockPaid(List.of(id), new LinkedHashMap<>(Map.of(id, OrderVolume.COMMON_CARD)), now)));
        all.put("stuck orders", () -> statistics.stuck(now, now.minus(Duration.ofDays(3)), 50));
        return all;
    }

    /** What has to read as many orders as it counts. */
    Map<String, Runnable> reports() {
        var all = new LinkedHashMap<String, Runnable>();
        all.put("sales of 30 days", () -> statistics.salesByDay(now.minus(Duration.ofDays(30)), now));
        all.put("orders by status of 30 days", () -> statistics.ordersByStatus(now.minus(Duration.ofDays(30)), now));
        all.put("sales of two days by the hour", () -> statistics.salesByHour(now.minus(Duration.ofDays(2)), now));
        all.put("sales of 366 days", () -> statistics.salesByDay(now.minus(Duration.ofDays(366)), now));
        all.put("orders by status of 366 days", () -> statistics.ordersByStatus(now.minus(Duration.ofDays(366)), now));
        return all;
    }

    /** One that changed within three days and is in the middle of these. */
    private OrderId aDelivered() {
        return new OrderId(sql.sql("SELECT id FROM orders ORDER BY created_at DESC OFFSET 2000 LIMIT 1")
                .query((row, _) -> Sql.uuid(row, "id"))
                .single());
    }

    void deleteEvents(Instant limit, int atMost) {
        positions.deleteBefore(limit, atMost);
    }

    private void page(Filter filter, int page, String sort, boolean descending) {
        orders.page(filter, new PageQuery(page, SIZE, List.of(new PageQuery.Order(sort, descending))));
    }

    private static Filter filter(
            @Nullable OrderNumber number,
            @Nullable CustomerId customer,
            @Nullable OrderStatus status,
            @Nullable Instant day) {
        return new Filter(number, customer, status, day, day == null ? null : day.plus(Duration.ofDays(1)));
    }
}
