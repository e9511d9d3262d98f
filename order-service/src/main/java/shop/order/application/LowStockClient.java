package shop.order.application;

import java.util.List;
import shop.order.domain.ProductId;

/** Asks inventory-service what is about to sell out. */
public interface LowStockClient {

    /** The products of which least is left. Throws {@link DependencyUnavailableException}. */
    List<LowStock> low();

    /** A product of which little is left. */
    record LowStock(ProductId product, String sku, long available) {}
}
