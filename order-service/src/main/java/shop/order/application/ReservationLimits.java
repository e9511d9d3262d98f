package shop.order.application;

/**
 * How much one customer may hold without having paid.
 *
 * @param orders unpaid orders at a time
 * @param units units of one product in all of them
 */
public record ReservationLimits(int orders, int units) {}
