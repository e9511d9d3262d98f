package shop.inventory.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.inventory.application.Stocks;
import shop.inventory.domain.LockedStock;
import shop.inventory.domain.Movement;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Hands out copies, as a store does: what is not saved is lost. Keeps what it published, in order. */
public final class InMemoryStocks implements Stocks {

    private final Map<ProductId, Stock> stored = new HashMap<>();
    private final List<Movement> ledger = new ArrayList<>();
    private final List<Stock> published = new ArrayList<>();
    private int locks;

    public InMemoryStocks(Stock... stocks) {
        List.of(stocks).forEach(stock -> stored.put(stock.product(), stock));
    }

    @Override
    public Optional<Stock> find(ProductId product) {
        return Optional.ofNullable(stored.get(product)).map(InMemoryStocks::copy);
    }

    @Override
    public List<Stock> findAll(Collection<ProductId> products) {
        return products.stream().flatMap(product -> find(product).stream()).toList();
    }

    @Override
    public LockedStock lock(Collection<ProductId> products) {
        locks++;
        return new LockedStock(
                products.stream().flatMap(product -> find(product).stream()).toList());
    }

    @Override
    public Set<ProductId> addAll(Collection<Stock> stocks) {
        var added = stocks.stream()
                .filter(stock -> !stored.containsKey(stock.product()))
                .toList();
        added.forEach(this::write);
        return added.stream().map(Stock::product).collect(Collectors.toSet());
    }

    @Override
    public void save(Collection<Stock> stocks) {
        stocks.stream().filter(stock -> stock.version() != stock.readVersion()).forEach(this::write);
        stocks.forEach(stock -> stored.put(stock.product(), copy(stock)));
    }

    private void write(Stock stock) {
        ledger.addAll(stock.takeMovements());
        published.add(copy(stock));
        stored.put(stock.product(), copy(stock));
    }

    @Override
    public boolean remembers(UUID operation) {
        return ledger.stream()
                .map(Movement::adjustment)
                .anyMatch(adjustment ->
                        adjustment != null && adjustment.operation().equals(operation));
    }

    @Override
    public PageBody<Stock> page(@Nullable Long atMost, PageQuery query) {
        var all = stored.values().stream()
                .filter(stock -> atMost == null || stock.available() <= atMost)
                .sorted(Comparator.comparing(Stock::sku))
                .toList();
        return PageBody.of(
                all.stream().skip(query.offset()).limit(query.limit()).toList(), query, all.size());
    }

    @Override
    public PageBody<Movement> movements(ProductId product, PageQuery query) {
        var all = ledger.reversed().stream()
                .filter(movement -> movement.product().equals(product))
                .toList();
        return PageBody.of(
                all.stream().skip(query.offset()).limit(query.limit()).toList(), query, all.size());
    }

    public Stock get(ProductId product) {
        return find(product).orElseThrow();
    }

    /** How often rows of stock were locked. */
    public int locks() {
        return locks;
    }

    public List<Stock> published() {
        return published;
    }

    public List<Movement> ledger() {
        return ledger;
    }

    private static Stock copy(Stock stock) {
        return Stock.restore(
                stock.product(), stock.sku(), stock.productVersion(), stock.onHand(), stock.held(), stock.version());
    }
}
