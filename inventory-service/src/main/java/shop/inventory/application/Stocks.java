package shop.inventory.application;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.inventory.domain.LockedStock;
import shop.inventory.domain.Movement;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/**
 * Stores stock and its ledger. Whatever is changed was locked before, in the same transaction. A save writes the movements and publishes
 * {@link StockEventPublisher} of each stock that is new or changed.
 */
public interface Stocks {

    Optional<Stock> find(ProductId product);

    /** Those of the products that are stocked, in any order. */
    List<Stock> findAll(Collection<ProductId> products);

    /**
     * Locks the stock of these products until the transaction ends, in one order for all callers, so that orders which cross each other
     * wait instead of deadlocking. Products that nobody stocks are left out.
     */
    LockedStock lock(Collection<ProductId> products);

    /**
     * Adds the stock of new products, each at most once in the list.
     *
     * @return those that were new; the others have stock already, also where another transaction is just adding it
     */
    Set<ProductId> addAll(Collection<Stock> stocks);

    void save(Collection<Stock> stocks);

    /** Whether the ledger has a movement of this {@linkplain shop.inventory.domain.Adjustment#operation operation}. */
    boolean remembers(UUID operation);

    /**
     * A page of all stock.
     *
     * @param atMost only stock of which no more than this is available; null for all
     */
    PageBody<Stock> page(@Nullable Long atMost, PageQuery query);

    /** The ledger of one product, the latest movement first. */
    PageBody<Movement> movements(ProductId product, PageQuery query);

    default Optional<Stock> lock(ProductId product) {
        return lock(List.of(product)).stocks().stream().findFirst();
    }
}
