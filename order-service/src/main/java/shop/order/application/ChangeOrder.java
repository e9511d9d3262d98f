package shop.order.application;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStatus;
import shop.platform.audit.AuditLog;

/** Moves an order where a person wants it. */
@Service
public class ChangeOrder {

    private final Orders orders;
    private final AuditLog audit;
    private final Clock clock;

    ChangeOrder(Orders orders, AuditLog audit, Clock clock) {
        this.orders = orders;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Sets the status.
     *
     * @param versionCheck gets the locked order's version and throws if the change was meant for another one
     */
    @Transactional
    public Order move(
            OrderId id, Viewer viewer, OrderStatus wanted, @Nullable String reason, LongConsumer versionCheck) {
        return change(id, viewer, order -> {
            versionCheck.accept(order.version());
            order.move(wanted, viewer.actor(), reason, clock.instant());
        });
    }

    /** Calls the order off before it is shipped; payment-service gives back what was paid. */
    @Transactional
    public Order cancel(OrderId id, Viewer viewer, @Nullable String reason) {
        return change(id, viewer, order -> order.cancel(viewer.actor(), reason, clock.instant()));
    }

    private Order change(OrderId id, Viewer viewer, Consumer<Order> change) {
        var order = orders.lock(id, viewer.bound()).orElseThrow(() -> new OrderException.NotFound(id));
        var before = order.state().status();
        change.accept(order);
        if (order.version() != order.readVersion()) {
            var after = order.state().status();
            audit.record(
                    "order." + after.name().toLowerCase(Locale.ROOT),
                    "order",
                    id.value().toString(),
                    Map.of("from", before.name(), "to", after.name()));
            orders.save(order);
        }
        return order;
    }
}
