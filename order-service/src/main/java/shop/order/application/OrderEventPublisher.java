package shop.order.application;

import java.util.List;
import shop.order.domain.Order;
import shop.order.domain.OrderStep;

/** Publishes the steps of orders, in the transaction of the change. */
public interface OrderEventPublisher {

    /** Publishes steps in the order of the list. */
    void publish(List<Step> steps);

    /**
     * A step, and the order as it is after the change.
     *
     * @param position of the step among all of its customer's
     */
    record Step(Order.Snapshot order, OrderStep step, long position) {}
}
