package shop.inventory.web;

import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.inventory.application.FindStock;
import shop.inventory.config.InventoryProperties;
import shop.inventory.domain.Stock;
import shop.platform.paging.PageQuery;

/** For order-service, whose summary of the shop names what is about to sell out. */
@RestController
class LowStockController {

    private static final PageQuery LEAST_FIRST = new PageQuery(0, 50, List.of(new PageQuery.Order("available", false)));

    private final FindStock findStock;
    private final InventoryProperties properties;

    LowStockController(FindStock findStock, InventoryProperties properties) {
        this.findStock = findStock;
        this.properties = properties;
    }

    @GetMapping("/internal/stock/low")
    LowStockBody low() {
        return new LowStockBody(findStock.page(properties.lowStock(), LEAST_FIRST).items().stream()
                .map(Item::of)
                .toList());
    }

    record LowStockBody(List<Item> items) {}

    record Item(UUID productId, String sku, long available) {
        static Item of(Stock stock) {
            return new Item(stock.product().value(), stock.sku(), stock.available());
        }
    }
}
