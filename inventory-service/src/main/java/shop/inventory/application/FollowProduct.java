package shop.inventory.application;

import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;

/** Gives a new product its stock, once, and follows the SKU of a known one. */
@Service
public class FollowProduct {

    private final Stocks stocks;
    private final Clock clock;

    FollowProduct(Stocks stocks, Clock clock) {
        this.stocks = stocks;
        this.clock = clock;
    }

    /**
     * Takes note of a version of a product.
     *
     * @param initialStock counts only for a product without stock: each version of a product carries it, and the first version may have
     *     been compacted away before it was read
     */
    @Transactional
    public void follow(ProductId product, String sku, long productVersion, long initialStock) {
        if (stocks.add(Stock.first(product, sku, productVersion, initialStock, clock.instant()))) {
            return;
        }
        var stock = stocks.lock(product).orElseThrow();
        stock.follow(sku, productVersion);
        stocks.save(List.of(stock));
    }
}
