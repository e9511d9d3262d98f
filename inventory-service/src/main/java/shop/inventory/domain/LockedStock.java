package shop.inventory.domain;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stock that one hold is about, read under a lock so that a decision stays true until it is stored. */
public final class LockedStock {

    private final Map<ProductId, Stock> stocks = new LinkedHashMap<>();

    public LockedStock(Collection<Stock> stocks) {
        stocks.forEach(stock -> this.stocks.put(stock.product(), stock));
    }

    /** Names every line that asks for more than is free; nothing is free of a product that nobody stocks. */
    List<Shortage> shortages(Collection<HoldLine> lines) {
        return lines.stream().flatMap(line -> shortage(line).stream()).toList();
    }

    private Optional<Shortage> shortage(HoldLine line) {
        var stock = stocks.get(line.product());
        if (stock == null) {
            return Optional.of(new Shortage(line.product(), line.sku(), line.quantity(), 0));
        }
        return stock.has(line.quantity())
                ? Optional.empty()
                : Optional.of(new Shortage(line.product(), stock.sku(), line.quantity(), stock.available()));
    }

    Stock of(HoldLine line) {
        var stock = stocks.get(line.product());
        if (stock == null) {
            throw new InventoryException.UnknownProduct(line.product());
        }
        return stock;
    }

    public Collection<Stock> stocks() {
        return stocks.values();
    }
}
