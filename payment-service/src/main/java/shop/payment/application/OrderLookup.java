package shop.payment.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.kernel.Money;
import shop.payment.domain.OrderId;
import shop.payment.domain.UserId;

/** Order-service, asked about an order that we do not know yet. Called before a transaction opens, never inside one. */
public interface OrderLookup {

    /**
     * The order as it is now; empty for an unknown one.
     *
     * @throws OrdersUnavailableException if order-service was not reached
     */
    Optional<Order> find(OrderId id);

    /**
     * An order as order-service has it.
     *
     * @param number for people
     * @param status as text, because order-service may add one
     */
    record Order(
            OrderId id,
            String number,
            UserId user,
            List<Line> lines,
            Money total,
            boolean payable,
            String status,
            Instant reservationExpiresAt) {

        /** Whether it waits for a review, which ends with an order that can be paid, or is cancelled. */
        boolean isOnHold() {
            return status.equals("ON_HOLD");
        }
    }

    /** Something that was bought, at the price of one. */
    record Line(String name, int quantity, Money unitPrice) {}
}
