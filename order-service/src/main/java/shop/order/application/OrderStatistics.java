package shop.order.application;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;

/** Counts orders. */
public interface OrderStatistics {

    /** What was sold on each day (UTC) by orders placed in the time that were paid, also if the money has gone back since. */
    List<DaySales> salesByDay(Instant from, Instant to);

    /** As {@link #salesByDay}, by the hour; an hour without sales is left out. */
    List<HourSales> salesByHour(Instant from, Instant to);

    /** How many orders placed in the time are where; a status without any is left out. */
    Map<OrderStatus, Long> ordersByStatus(Instant from, Instant to);

    /**
     * Orders that should have moved on by themselves, or by somebody's hand, those that have waited longest first.
     *
     * @param late a step of ours should have been taken before
     * @param unshipped what was paid before should have been shipped
     */
    List<StuckOrder> stuck(Instant late, Instant unshipped, int atMost);

    /** The sales of one day in one currency. */
    record DaySales(LocalDate day, String currency, long orders, long grossMinor) {}

    /** The sales of the hour that begins at {@code hour} in one currency. */
    record HourSales(Instant hour, String currency, long orders, long grossMinor) {}

    /** An order that does not move, and why that is wrong. */
    record StuckOrder(
            OrderId id, OrderNumber number, OrderStatus status, PaymentStatus payment, Instant since, Reason reason) {}

    /** Why an order counts as stuck. */
    enum Reason {
        /** Its reservation is over, and it neither expired nor was paid. */
        NOT_EXPIRED,
        /** It was paid, with another amount perhaps, and is not confirmed. */
        NOT_CONFIRMED,
        /** It has ended, and its money has not gone back. */
        NOT_REFUNDED,
        /** It was paid long ago and is not on its way. */
        NOT_SHIPPED
    }
}
