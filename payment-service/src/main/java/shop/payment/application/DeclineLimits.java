package shop.payment.application;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * How many cards may be declined before a customer has to wait: whoever has a list of stolen numbers tries them all.
 *
 * @param perOrder of one order, within the window
 * @param perCustomer of all orders of one customer, within the window
 */
public record DeclineLimits(
        @Min(1) @Max(1_000) int perOrder,
        @Min(1) @Max(10_000) int perCustomer,
        @DurationMin(minutes = 1) @DurationMax(days = 1) Duration window) {

    /**
     * What was declined within the window.
     *
     * @param ofOrder cards for the order
     * @param ofCustomer cards of the customer, the order's among them
     */
    public record Declines(int ofOrder, int ofCustomer) {}

    boolean allow(Declines declines) {
        return declines.ofOrder() < perOrder && declines.ofCustomer() < perCustomer;
    }
}
