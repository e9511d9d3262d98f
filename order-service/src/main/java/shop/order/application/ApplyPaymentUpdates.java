package shop.order.application;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderState;
import shop.order.domain.OrderStatus;
import shop.order.domain.PaymentStatus;
import shop.order.domain.PaymentUpdate;
import shop.order.domain.risk.PaymentSignals;
import shop.order.domain.risk.RiskAssessment;

/**
 * Lets orders follow their payments, many in one transaction. Needs no inbox: what payment-service says of an order is counted, and the
 * order remembers the last count, so an update that comes again, or late, changes nothing.
 */
@Service
public class ApplyPaymentUpdates {

    private static final Logger log = LoggerFactory.getLogger(ApplyPaymentUpdates.class);

    private final Orders orders;
    private final RecordPositions positions;
    private final AssessRisk assessRisk;
    private final TransactionOperations transactions;
    private final OrderPolicy policy;
    private final Clock clock;
    private final Counter unconfirmed;

    ApplyPaymentUpdates(
            Orders orders,
            RecordPositions positions,
            AssessRisk assessRisk,
            TransactionOperations transactions,
            OrderPolicy policy,
            Clock clock,
            MeterRegistry meters) {
        this.orders = orders;
        this.positions = positions;
        this.assessRisk = assessRisk;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
        this.unconfirmed = Counter.builder("orders.paid.unconfirmed")
                .description("Payments that confirmed no order, because it had ended or the amount was another")
                .register(meters);
    }

    /**
     * Applies updates in the order of the list, in one transaction.
     *
     * @param consumed where Kafka has them, and those that no order follows
     */
    public void apply(List<OrderPayment> updates, List<RecordPositions.RecordPosition> consumed) {
        transactions.executeWithoutResult(_ -> applyInTransaction(updates, consumed));
    }

    private void applyInTransaction(List<OrderPayment> updates, List<RecordPositions.RecordPosition> consumed) {
        var assessed = new ArrayList<RiskAssessment>();
        var locked = orders.lockPaid(
                updates.stream().map(OrderPayment::order).collect(Collectors.toSet()),
                assessRisk.cards(updates),
                clock.instant());
        var known = locked.orders().stream().collect(Collectors.toMap(Order::id, Function.identity()));
        var changed = updates.stream()
                .filter(update -> {
                    var order = known.get(update.order());
                    return order == null ? ignored(update) : applied(order, update, locked.histories(), assessed);
                })
                .map(update -> known.get(update.order()))
                .collect(Collectors.toSet());
        if (!changed.isEmpty()) {
            orders.saveAll(changed, assessed);
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

    private boolean applied(
            Order order,
            OrderPayment payment,
            Map<OrderId, Orders.PaidHistory> histories,
            Collection<RiskAssessment> assessed) {
        var update = payment.update();
        var now = clock.instant();
        var before = order.state().status();
        if (!order.applyPayment(update, policy.extension(), now)) {
            return false;
        }
        if (before == OrderStatus.PENDING && order.state().status() == OrderStatus.CONFIRMED) {
            var history = histories.get(order.id());
            (history == null ? Optional.<RiskAssessment>empty() : assessRisk.assess(order, payment, history, now))
                    .ifPresent(assessment -> {
                        assessed.add(assessment);
                        if (assessment.held()) {
                            order.hold(assessment.note(), now);
                        }
                    });
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
            case OrderState.OnHold(var resumes, var _) -> resumes == OrderStatus.CONFIRMED;
            case OrderState.Pending _, OrderState.Cancelled _, OrderState.Expired _ -> false;
        };
    }

    /**
     * What payment-service says of one order.
     *
     * @param signals of its risk, as far as there are any
     */
    public record OrderPayment(OrderId order, PaymentUpdate update, PaymentSignals signals) {

        public OrderPayment(OrderId order, PaymentUpdate update) {
            this(order, update, PaymentSignals.NONE);
        }
    }
}
