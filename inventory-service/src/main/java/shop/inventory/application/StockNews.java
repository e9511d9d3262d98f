package shop.inventory.application;

import java.time.Instant;
import java.util.Collection;
import shop.inventory.domain.Stock;

/** Tells the fleet how much there is now, in the transaction of the change. */
public interface StockNews {

    void tell(Collection<Stock> changed, Instant changedAt);
}
