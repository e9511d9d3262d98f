package shop.inventory.application;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.Movement;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Answers how much there is, and why. */
@Service
public class FindStock {

    private final Stocks stocks;

    FindStock(Stocks stocks) {
        this.stocks = stocks;
    }

    public Stock find(ProductId product) {
        return stocks.find(product).orElseThrow(() -> new InventoryException.UnknownProduct(product));
    }

    /** The stock of products in their order, each once; what nobody stocks is left out. */
    public List<Stock> findAll(Collection<ProductId> products) {
        var found = stocks.findAll(products).stream().collect(Collectors.toMap(Stock::product, Function.identity()));
        return products.stream()
                .distinct()
                .flatMap(product -> Stream.ofNullable(found.get(product)))
                .toList();
    }

    /**
     * A page of all stock.
     *
     * @param atMost only stock of which no more than this is available; null for all
     */
    public PageBody<Stock> page(@Nullable Long atMost, PageQuery query) {
        return stocks.page(atMost, query);
    }

    public PageBody<Movement> movements(ProductId product, PageQuery query) {
        find(product);
        return stocks.movements(product, query);
    }
}
