package shop.order.messaging;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.messaging.Outbox;
import shop.order.application.LiveOrders;
import shop.order.application.OrderEventPublisher;
import shop.order.domain.CustomerId;

/**
 * The order's row is locked while it changes, so the outbox has its versions in order. Clients that are connected here are woken by the
 * commit itself; those of other instances by the events.
 */
@Component
class OutboxOrderEventPublisher implements OrderEventPublisher {

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
        if (TransactionSynchronizationManager.isSynchronizationActive() && !liveOrders.isIdle()) {
            var customers = steps.stream().map(step -> step.order().customer()).collect(Collectors.toSet());
            TransactionSynchronizationManager.registerSynchronization(new Waking(liveOrders, customers));
        }
    }

    private record Waking(LiveOrders liveOrders, Set<CustomerId> customers) implements TransactionSynchronization {

        @Override
        public void afterCommit() {
            customers.forEach(liveOrders::wake);
        }
    }
}
