package shop.payment.application;

import java.time.Duration;

/**
 * How many cards may be declined before a customer has to wait: whoever has a list of stolen numbers tries them all.
 *
 * @param perOrder of one order, within the window
 * @param perCustomer of all orders of one customer, within the window
 */
public record DeclineLimits(int perOrder, int perCustomer, Duration window) {

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
