package shop.inventory.application;

import java.time.Instant;
import shop.inventory.domain.Stock;

/** Tells the fleet how much there is now, in the transaction of the change. */
public interface StockNews {

    void tell(Stock stock, Instant changedAt);
}
