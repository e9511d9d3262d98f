package shop.order.persistence;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import shop.test.PlanLog;

/**
 * What each query of order-service costs with a million orders: the ways by which it finds its rows, the time, and the pages looked at.
 *
 * <p>{@code ./mvnw verify -pl order-service -am -Dtest=OrderVolumeBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dbench.orders=} for another number, {@code -Dbench.plans=true} for whole plans.
 */
@Tag("bench")
class OrderVolumeBench {

    static final long ORDERS = Long.getLong("bench.orders", 1_000_000);

    @Test
    void everyQueryWithAMillionOrders() throws SQLException {
        var began = System.nanoTime();
        try (var store = new LargeStore(ORDERS)) {
            System.out.printf("%,d orders made in %s%n", ORDERS, Duration.ofNanos(System.nanoTime() - began));
            var all = new LinkedHashMap<>(store.questions());
            all.putAll(store.reports());
            all.forEach((name, call) -> {
                call.run();
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
                    plans.forEach(System.out::println);
                }
            });
        }
    }
}
