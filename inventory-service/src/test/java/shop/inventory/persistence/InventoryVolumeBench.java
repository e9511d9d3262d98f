package shop.inventory.persistence;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import shop.test.PlanLog;

/**
 * What each query of inventory-service costs with the holds of a million orders: the ways by which it finds its rows, the time, and the
 * pages looked at.
 *
 * <p>{@code ./mvnw verify -pl inventory-service -am -Dtest=InventoryVolumeBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dbench.orders=} for another number, {@code -Dbench.plans=true} for whole plans.
 */
@Tag("bench")
class InventoryVolumeBench {

    static final long ORDERS = Long.getLong("bench.orders", 1_000_000);
    static final int PRODUCTS = 5_000;

    @Test
    void everyQueryWithTheHoldsOfAMillionOrders() throws SQLException {
        var began = System.nanoTime();
        try (var store = new LargeStore(ORDERS, PRODUCTS)) {
            System.out.printf("%,d orders made in %s%n", ORDERS, Duration.ofNanos(System.nanoTime() - began));
            var all = new LinkedHashMap<>(store.questions(500));
            all.put("what is low", store::stockList);
            all.values().forEach(Runnable::run);
            // The first of these finds no checkpoint, and leaves those that the second begins at.
            all.putAll(store.checks());
            all.forEach((name, call) -> {
                var plans = store.plans(call);
                System.out.printf(
                        "| %s | %.1f | %d | %s |%n",
                        name,
                        plans.stream().mapToDouble(PlanLog.Plan::millis).sum(),
                        plans.stream().mapToLong(PlanLog.Plan::pages).sum(),
                        plans.stream()
                                .flatMap(plan -> plan.scans().stream())
                                .distinct()
                                .toList());
                if (Boolean.getBoolean("bench.plans")) {
                    plans.stream().limit(4).forEach(System.out::println);
                }
            });
        }
    }
}
