package shop.order.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderState;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;

/**
 * Lets orders follow their payments, many in one transaction. Needs no inbox: what payment-service says of an order is counted, and the
 * order remembers the last count, so an update that comes again, or late, changes nothing.
 */
@Service
public class ApplyPaymentUpdates {

    private static final Logger log = LoggerFactory.getLogger(ApplyPaymentUpdates.class);

    private final Orders orders;
    private final RecordPositions positions;
    private final OrderPolicy policy;
    private final Clock clock;
    private final Counter unconfirmed;

    ApplyPaymentUpdates(
            Orders orders, RecordPositions positions, OrderPolicy policy, Clock clock, MeterRegistry meters) {
        this.orders = orders;
        this.positions = positions;
        this.policy = policy;
        this.clock = clock;
        this.unconfirmed = Counter.builder("orders.paid.unconfirmed")
                .description("Payments that confirmed no order, because it had ended or the amount was another")
                .register(meters);
    }

    /**
     * Applies updates in the order of the list.
     *
     * @param consumed where Kafka has them, and those that no order follows
     */
    @Transactional
    public void apply(List<OrderPayment> updates, List<RecordPositions.RecordPosition> consumed) {
        var known = orders.lock(updates.stream().map(OrderPayment::order).collect(Collectors.toSet())).stream()
                .collect(Collectors.toMap(Order::id, Function.identity()));
        var changed = updates.stream()
                .filter(update -> {
                    var order = known.get(update.order());
                    return order == null ? ignored(update) : applied(order, update.update());
                })
                .map(update -> known.get(update.order()))
                .collect(Collectors.toSet());
        if (!changed.isEmpty()) {
            orders.saveAll(changed);
        }
        if (!consumed.isEmpty()) {
            positions.addAll(consumed);
        }
    }

    /** Nothing is paid before it is stored, so this order will not turn up; a retry would change nothing. */
    private static boolean ignored(OrderPayment unknown) {
        log.warn(
                "Payment {} is {} for order {}, which there is not",
                unknown.update().payment(),
                unknown.update().status(),
                unknown.order().value());
        return false;
    }

    private boolean applied(Order order, PaymentUpdate update) {
        if (!order.applyPayment(update, policy.extension(), clock.instant())) {
            return false;
        }
        if (update.status() == PaymentStatus.PAID && !isConfirmed(order.state())) {
            unconfirmed.increment();
            log.warn(
                    "Payment {} of {} came for order {}, which is {}",
                    update.payment().value(),
                    update.amount(),
                    order.id().value(),
                    order.state().status());
        }
        return true;
    }

    private static boolean isConfirmed(OrderState state) {
        return switch (state) {
            case OrderState.Confirmed _, OrderState.Shipped _, OrderState.Delivered _ -> true;
            case OrderState.Pending _, OrderState.Cancelled _, OrderState.Expired _ -> false;
        };
    }

    /** What payment-service says of one order. */
    public record OrderPayment(OrderId order, PaymentUpdate update) {}
}
