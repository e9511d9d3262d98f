package shop.order.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of an order: a line of its timeline, and what is published about it.
 *
 * @param version the order's after the step; 1 is the placing
 * @param previous equal to {@code status} where only the payment moved, and for the placing
 * @param reason for everybody who may see the order
 * @param note for staff only: never in an event or in an answer to a customer
 */
public record OrderStep(
        long version,
        OrderStatus status,
        OrderStatus previous,
        PaymentStatus payment,
        FulfillmentStatus fulfillment,
        Actor by,
        @Nullable String reason,
        @Nullable String note,
        Instant at) {

    public OrderStep(
            long version,
            OrderStatus status,
            OrderStatus previous,
            PaymentStatus payment,
            FulfillmentStatus fulfillment,
            Actor by,
            @Nullable String reason,
            Instant at) {
        this(version, status, previous, payment, fulfillment, by, reason, null, at);
    }
}
