package shop.inventory.application;

import java.time.Instant;
import java.util.Collection;
import shop.inventory.domain.Stock;

/** Publishes how much there is now, in the transaction of the change. */
public interface StockEventPublisher {

    void publish(Collection<Stock> changed, Instant changedAt);
}
