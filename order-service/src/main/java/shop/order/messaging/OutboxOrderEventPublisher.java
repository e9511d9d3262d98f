package shop.order.messaging;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.events.Outbox;
import shop.order.application.LiveOrders;
import shop.order.application.OrderEventPublisher;
import shop.order.application.StepLog;

/**
 * The order's row is locked while it changes, so the outbox has its versions in order. Clients that are connected here get their steps by
 * the commit itself; those of other instances are woken by the events.
 */
@Component
class OutboxOrderEventPublisher implements OrderEventPublisher {

    private static final Logger log = LoggerFactory.getLogger(OutboxOrderEventPublisher.class);

    private final Outbox outbox;
    private final LiveOrders liveOrders;

    OutboxOrderEventPublisher(Outbox outbox, LiveOrders liveOrders) {
        this.outbox = outbox;
        this.liveOrders = liveOrders;
    }

    @Override
    public void publish(List<Step> steps) {
        outbox.appendAll(steps.stream()
                .map(step -> OrderMessage.event(step.order(), step.step()))
                .toList());
        for (var step : steps) {
            var order = step.order().id().value();
            log.atInfo()
                    .addKeyValue("orderId", order)
                    .log("Order {} is {}", order, step.step().status());
        }
        if (TransactionSynchronizationManager.isSynchronizationActive() && !liveOrders.isIdle()) {
            TransactionSynchronizationManager.registerSynchronization(new Pushing(liveOrders, steps));
        }
    }

    private record Pushing(LiveOrders liveOrders, List<Step> steps) implements TransactionSynchronization {

        @Override
        public void afterCommit() {
            for (var step : steps) {
                var order = step.order();
                liveOrders.push(
                        order.customer(), new StepLog.Entry(step.position(), order.id(), order.number(), step.step()));
            }
        }
    }
}
