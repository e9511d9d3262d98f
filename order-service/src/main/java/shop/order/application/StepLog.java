package shop.order.application;

import java.util.List;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStep;

/**
 * The steps of all orders of one customer in the order in which they were committed: whoever has seen a position has seen all below it,
 * whichever instance took the steps.
 */
public interface StepLog {

    /** The position of the last step; 0 before the first. */
    long end(CustomerId customer);

    /** The next steps, the oldest first. */
    List<Entry> after(CustomerId customer, long position, int atMost);

    /**
     * A step in its place.
     *
     * @param position counts the steps of the customer from 1, without gaps
     */
    record Entry(long position, OrderId order, OrderNumber number, OrderStep step) {}
}
