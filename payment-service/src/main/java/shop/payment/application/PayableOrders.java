package shop.payment.application;

import java.util.Optional;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;

/** Stores our copies of orders. */
public interface PayableOrders {

    Optional<PayableOrder> find(OrderId id);

    /** Reads the copy for this transaction alone: every step of paying an order begins with it. */
    Optional<PayableOrder> lock(OrderId id);

    /** Adds a copy unless there is one. */
    void add(PayableOrder order);

    void save(PayableOrder order);
}
