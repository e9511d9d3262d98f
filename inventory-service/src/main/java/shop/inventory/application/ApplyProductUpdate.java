package shop.inventory.application;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;

/** Gives a new product its stock, once, and follows the SKU of a known one. */
@Service
public class ApplyProductUpdate {

    private final Stocks stocks;
    private final Clock clock;

    ApplyProductUpdate(Stocks stocks, Clock clock) {
        this.stocks = stocks;
        this.clock = clock;
    }

    /** Takes note of a version of a product. */
    @Transactional
    public void follow(ProductId product, String sku, long productVersion, long initialStock) {
        applyAll(List.of(new ProductUpdate(product, sku, productVersion, initialStock)));
    }

    /** Takes note of versions of products, in any order. */
    @Transactional
    public void applyAll(Collection<ProductUpdate> updates) {
        BinaryOperator<ProductUpdate> newest =
                (one, other) -> one.productVersion() < other.productVersion() ? other : one;
        var latest = updates.stream().collect(Collectors.toMap(ProductUpdate::product, one -> one, newest));
        var now = clock.instant();
        var added = stocks.addAll(latest.values().stream()
                .map(one -> Stock.first(one.product(), one.sku(), one.productVersion(), one.initialStock(), now))
                .toList());
        latest.keySet().removeAll(added);
        if (latest.isEmpty()) {
            return;
        }
        var known = stocks.lock(latest.keySet()).stocks();
        var changed = known.stream()
                .filter(stock -> {
                    var version = latest.get(stock.product());
                    return version != null && stock.follow(version.sku(), version.productVersion());
                })
                .toList();
        if (!changed.isEmpty()) {
            stocks.save(changed);
        }
    }

    /**
     * A version of a product.
     *
     * @param initialStock counts only for a product without stock: each version of a product carries it, and the first version may have
     *     been compacted away before it was read
     */
    public record ProductUpdate(ProductId product, String sku, long productVersion, long initialStock) {}
}
