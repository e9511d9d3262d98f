package shop.order.application;

import shop.order.domain.Order;
import shop.order.domain.OrderStep;

/** Tells the fleet of an order's steps, in the transaction of the change. */
public interface OrderNews {

    void tell(Order.Snapshot order, OrderStep step);
}
