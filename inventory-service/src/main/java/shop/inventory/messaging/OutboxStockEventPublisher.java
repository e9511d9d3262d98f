package shop.inventory.messaging;

import java.time.Instant;
import java.util.Collection;
import org.springframework.stereotype.Component;
import shop.events.Outbox;
import shop.events.OutgoingEvent;
import shop.inventory.application.StockEventPublisher;
import shop.inventory.domain.Stock;

/** The stock's version is the event's: the row is locked while it changes, so the outbox has the versions in order. */
@Component
class OutboxStockEventPublisher implements StockEventPublisher {

    private final Outbox outbox;

    OutboxStockEventPublisher(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void publish(Collection<Stock> changed, Instant changedAt) {
        outbox.appendAll(changed.stream()
                .map(stock -> new OutgoingEvent(
                        StockMessage.TOPIC,
                        StockMessage.TYPE,
                        stock.product().value(),
                        stock.version(),
                        StockMessage.of(stock, changedAt)))
                .toList());
    }
}
