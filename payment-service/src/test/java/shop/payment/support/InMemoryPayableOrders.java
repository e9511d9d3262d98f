package shop.payment.support;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.payment.application.PayableOrders;
import shop.payment.domain.OrderId;
import shop.payment.domain.PayableOrder;

/** Hands out copies, as a database does: what is not saved is lost. */
public final class InMemoryPayableOrders implements PayableOrders {

    private final Map<OrderId, PayableOrder> all = new HashMap<>();

    @Override
    public Optional<PayableOrder> find(OrderId id) {
        return Optional.ofNullable(all.get(id)).map(InMemoryPayableOrders::copy);
    }

    @Override
    public Optional<PayableOrder> lock(OrderId id) {
        return find(id);
    }

    public void add(PayableOrder order) {
        addOrExtend(List.of(order));
    }

    @Override
    public void addOrExtend(Collection<PayableOrder> orders) {
        for (var order : orders) {
            var known = all.putIfAbsent(order.id(), copy(order));
            if (known != null) {
                known.extend(order.expiresAt());
            }
        }
    }

    @Override
    public void addOrClose(Collection<PayableOrder> orders) {
        for (var order : orders) {
            var known = all.putIfAbsent(order.id(), copy(order));
            if (known != null) {
                known.close(String.valueOf(order.closedAs()));
            }
        }
    }

    @Override
    public void save(PayableOrder order) {
        all.put(order.id(), copy(order));
    }

    private static PayableOrder copy(PayableOrder order) {
        return PayableOrder.restore(
                order.id(),
                order.user(),
                order.total(),
                order.expiresAt(),
                order.closedAs(),
                order.paidBy(),
                order.attempts(),
                order.eventVersion());
    }
}
