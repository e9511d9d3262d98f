package shop.inventory.messaging;

import java.time.Instant;
import java.util.UUID;
import shop.inventory.domain.Stock;

/** What inventory-service publishes; its wire form is fixed by fleet-contracts/stock_changed. */
record StockMessage(UUID productId, String sku, long onHand, long held, long available, Instant changedAt) {

    static final String TOPIC = "stock_changed";
    static final String TYPE = "stock.changed.v1";

    static StockMessage of(Stock stock, Instant changedAt) {
        return new StockMessage(
                stock.product().value(), stock.sku(), stock.onHand(), stock.held(), stock.available(), changedAt);
    }
}
