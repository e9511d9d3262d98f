package shop.order.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import shop.order.application.LowStockClient;
import shop.order.application.OrderStatistics;
import shop.order.application.SummarizeShop;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;

/**
 * How the shop does.
 *
 * @param from the first day, {@code to} the last one, in UTC, of the sales and of the orders by state
 * @param salesByDay what was paid, by the day on which it was ordered
 * @param salesByHour the same of the last two days by the hour; an hour without sales is left out
 * @param stuckOrders at most 50, those that have waited longest first
 * @param unavailable the services whose part is missing because they do not answer
 */
record SummaryBody(
        LocalDate from,
        LocalDate to,
        Instant at,
        List<DaySales> salesByDay,
        List<HourSales> salesByHour,
        Map<String, Long> ordersByState,
        List<StuckOrder> stuckOrders,
        List<LowStock> lowStock,
        List<String> unavailable) {

    static SummaryBody of(LocalDate from, LocalDate to, SummarizeShop.Summary summary) {
        var states = new TreeMap<String, Long>();
        for (var status : OrderStatus.values()) {
            states.put(status.name(), summary.orders().getOrDefault(status, 0L));
        }
        return new SummaryBody(
                from,
                to,
                summary.at(),
                summary.sales().stream().map(DaySales::of).toList(),
                summary.hours().stream().map(HourSales::of).toList(),
                states,
                summary.stuck().stream().map(StuckOrder::of).toList(),
                summary.lowStock().stream().map(LowStock::of).toList(),
                summary.unavailable());
    }

    record DaySales(LocalDate day, String currency, long orders, long grossMinor) {
        static DaySales of(OrderStatistics.DaySales sales) {
            return new DaySales(sales.day(), sales.currency(), sales.orders(), sales.grossMinor());
        }
    }

    record HourSales(Instant hour, String currency, long orders, long grossMinor) {
        static HourSales of(OrderStatistics.HourSales sales) {
            return new HourSales(sales.hour(), sales.currency(), sales.orders(), sales.grossMinor());
        }
    }

    /**
     * An order that should have moved on.
     *
     * @param reason {@code not_confirmed}, {@code not_expired}, {@code not_refunded} or {@code not_shipped}
     */
    record StuckOrder(
            UUID orderId,
            String number,
            @Schema(implementation = OrderStatus.class) String status,
            @Schema(implementation = PaymentStatus.class) String paymentStatus,
            Instant since,
            String reason) {

        static StuckOrder of(OrderStatistics.StuckOrder order) {
            return new StuckOrder(
                    order.id().value(),
                    order.number().value(),
                    order.status().name(),
                    order.payment().name(),
                    order.since(),
                    order.reason().name().toLowerCase(Locale.ROOT));
        }
    }

    record LowStock(UUID productId, String sku, long available) {
        static LowStock of(LowStockClient.LowStock stock) {
            return new LowStock(stock.product().value(), stock.sku(), stock.available());
        }
    }
}
