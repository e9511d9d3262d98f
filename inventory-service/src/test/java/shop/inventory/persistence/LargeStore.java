package shop.inventory.persistence;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import shop.inventory.application.Ledger;
import shop.inventory.application.LedgerPolicy;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;
import shop.inventory.support.InventoryVolume;
import shop.jdbc.Sql;
import shop.platform.paging.PageQuery;
import shop.test.Infrastructure;
import shop.test.PlanLog;

/** Inventory-service's tables with the holds of many orders, and what the service asks of them. */
final class LargeStore implements AutoCloseable {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final LedgerPolicy POLICY = new LedgerPolicy(Duration.ofHours(1), Duration.ofDays(7));

    private final SingleConnectionDataSource connection;
    private final PlanLog plans = PlanLog.ofReads();
    private final JdbcClient sql;
    private final JdbcHolds holds;
    private final JdbcStocks stocks;
    private final JdbcLedger ledger;

    LargeStore(long orders, int products) throws SQLException {
        var database = Infrastructure.shared().newDatabase("volume");
        connection = new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
        Flyway.configure().dataSource(connection).load().migrate();
        InventoryVolume.fill(JdbcClient.create(connection), orders, products);
        PlanLog.analyze(connection);
        sql = JdbcClient.create(plans.explaining(connection));
        holds = new JdbcHolds(sql, Clock.systemUTC());
        stocks = new JdbcStocks(sql, (_, _) -> {}, Clock.systemUTC());
        ledger = new JdbcLedger(sql);
    }

    @Override
    public void close() {
        connection.destroy();
    }

    List<PlanLog.Plan> plans(Runnable call) {
        return plans.of(call);
    }

    /**
     * What is asked while requests are answered, and by each timer.
     *
     * @param rows how many holds are asked for together, and deleted
     */
    Map<String, Runnable> questions(int rows) {
        var product = new ProductId(InventoryVolume.product());
        var ids = ids(rows);
        var all = new LinkedHashMap<String, Runnable>();
        all.put("a product", () -> stocks.find(product));
        all.put("locking a product", () -> stocks.lock(List.of(product)));
        all.put("locking a hold", () -> holds.lock(ids.subList(0, 1)));
        all.put("states of " + rows + " holds", () -> holds.find(ids));
        all.put("holds that ran out", () -> holds.expired(Duration.ofMinutes(2), 200));
        all.put(
                "holds given back long ago",
                () -> holds.deleteGivenBack(Instant.now().minus(Duration.ofDays(90)), rows));
        all.put("a repeated adjustment", () -> stocks.remembers(InventoryVolume.product()));
        all.put("movements of a product", () -> stocks.movements(product, new PageQuery(0, 20, List.of())));
        return all;
    }

    /** All products are looked at, and no more than a row of each; their movements are not read again. */
    Map<String, Runnable> checks() {
        var all = new LinkedHashMap<String, Runnable>();
        all.put("ledger check, all movements", () -> check(20));
        all.put("ledger check, from the last one on", () -> check(1_000));
        return all;
    }

    private void check(int size) {
        var check = ledger.begin(true, LEASE).orElseThrow();
        @Nullable ProductId after = null;
        Ledger.Page page;
        do {
            page = ledger.compare(check, after, size, LEASE).orElseThrow();
            after = page.last();
        } while (page.products() == size);
        ledger.end(check, 0, 0, List.of(), POLICY);
    }

    void stockList() {
        stocks.page(10L, new PageQuery(0, 50, List.of(new PageQuery.Order("available", false))));
    }

    private List<OrderId> ids(int most) {
        return sql.sql("SELECT order_id FROM hold ORDER BY md5(CAST(order_id AS text)) LIMIT :most")
                .param("most", most)
                .query((row, _) -> new OrderId(Sql.uuid(row, "order_id")))
                .list();
    }
}
