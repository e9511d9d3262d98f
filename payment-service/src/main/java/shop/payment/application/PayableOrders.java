package shop.payment.application;

import java.util.Collection;
import java.util.Optional;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;

/** Stores our copies of orders. */
public interface PayableOrders {

    Optional<PayableOrder> find(OrderId id);

    /** Reads the copy for this transaction alone: every step of paying an order begins with it. */
    Optional<PayableOrder> lock(OrderId id);

    /** Adds the copies that are missing; those that are there may be paid for longer, never for shorter. */
    void addOrExtend(Collection<PayableOrder> orders);

    /** Adds the copies that are missing, and closes the others if they are not; all are locked by this transaction afterwards. */
    void addOrClose(Collection<PayableOrder> orders);

    void save(PayableOrder order);
}
