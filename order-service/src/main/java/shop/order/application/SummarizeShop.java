package shop.order.application;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import shop.order.domain.OrderStatus;

/** Summarizes the shop for an administrator; the part of another service is left out while that is down. */
@Service
public class SummarizeShop {

    /** Stuck orders that are named; more are a sign of something that is found elsewhere. */
    private static final int MOST_STUCK = 50;

    /** By the hour nobody looks further back than to yesterday. */
    private static final int DAYS_BY_HOUR = 2;

    private final OrderStatistics statistics;
    private final LowStockClient lowStockClient;
    private final StuckPolicy policy;
    private final Clock clock;

    SummarizeShop(OrderStatistics statistics, LowStockClient lowStockClient, StuckPolicy policy, Clock clock) {
        this.statistics = statistics;
        this.lowStockClient = lowStockClient;
        this.policy = policy;
        this.clock = clock;
    }

    /** Of orders placed from the first to the last day, both included, in UTC; what is stuck or low is so now. */
    public Summary summarize(LocalDate first, LocalDate last) {
        var from = first.atStartOfDay(ZoneOffset.UTC).toInstant();
        var to = last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var now = clock.instant();
        var sales = statistics.salesByDay(from, to);
        var lastDays =
                last.minusDays(DAYS_BY_HOUR - 1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var hours = statistics.salesByHour(lastDays.isAfter(from) ? lastDays : from, to);
        var orders = statistics.ordersByStatus(from, to);
        var stuck = statistics.stuck(now.minus(policy.grace()), now.minus(policy.unshipped()), MOST_STUCK);
        try {
            return new Summary(now, sales, hours, orders, stuck, lowStockClient.low(), List.of());
        } catch (DependencyUnavailableException down) {
            return new Summary(now, sales, hours, orders, stuck, List.of(), List.of(down.service()));
        }
    }

    /**
     * How the shop does.
     *
     * @param hours the sales of the last two days by the hour
     * @param unavailable the services whose part is missing
     */
    public record Summary(
            Instant at,
            List<OrderStatistics.DaySales> sales,
            List<OrderStatistics.HourSales> hours,
            Map<OrderStatus, Long> orders,
            List<OrderStatistics.StuckOrder> stuck,
            List<LowStockClient.LowStock> lowStock,
            List<String> unavailable) {

        public Summary {
            sales = List.copyOf(sales);
            hours = List.copyOf(hours);
            orders = Map.copyOf(orders);
            stuck = List.copyOf(stuck);
            lowStock = List.copyOf(lowStock);
            unavailable = List.copyOf(unavailable);
        }
    }
}
