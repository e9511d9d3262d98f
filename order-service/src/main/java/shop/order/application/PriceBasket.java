package shop.order.application;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import shop.order.domain.Basket;
import shop.order.domain.OrderException;
import shop.order.domain.OrderLine;
import shop.order.domain.Product;
import shop.order.domain.ProductId;
import shop.order.domain.RequestedItem;

/** Turns requested items into lines at today's prices, from our own copy; product-service is asked only for what that does not know. */
@Service
public class PriceBasket {

    private final Catalog catalog;
    private final ProductClient source;

    PriceBasket(Catalog catalog, ProductClient source) {
        this.catalog = catalog;
        this.source = source;
    }

    /** Several items of one product become one line, in the place of the first. */
    public Priced price(List<RequestedItem> items) {
        var quantities = merge(items);
        var products = new HashMap<>(catalog.find(quantities.keySet()));
        var basket = Basket.of(quantities.entrySet().stream()
                .map(wanted -> line(products.computeIfAbsent(wanted.getKey(), this::fetch), wanted.getValue()))
                .toList());
        return new Priced(basket, products.values().stream().collect(Collectors.toMap(Product::id, Product::version)));
    }

    /** Prices them by our copy as it is stored, after something in memory has turned out to be old. */
    public Priced priceAgain(List<RequestedItem> items) {
        catalog.forget(items.stream().map(RequestedItem::product).toList());
        return price(items);
    }

    /** Lines with their prices, and the versions of the products that these were taken from. */
    public record Priced(Basket basket, Map<ProductId, Long> versions) {}

    private static Map<ProductId, Integer> merge(List<RequestedItem> items) {
        var quantities = new LinkedHashMap<ProductId, Integer>();
        for (var item : items) {
            var sum = (long) quantities.getOrDefault(item.product(), 0) + item.quantity();
            if (sum > OrderLine.MAX_QUANTITY) {
                throw new OrderException.QuantityTooLarge(item.product(), sum);
            }
            quantities.put(item.product(), (int) sum);
        }
        if (quantities.size() > Basket.MAX_LINES) {
            throw new OrderException.TooManyLines(quantities.size());
        }
        return quantities;
    }

    private Product fetch(ProductId id) {
        var product = source.fetch(id).orElseThrow(() -> new OrderException.UnknownProduct(id));
        catalog.putAll(List.of(product));
        return product;
    }

    private static OrderLine line(Product product, int quantity) {
        if (product.archived()) {
            throw new OrderException.ProductUnavailable(product);
        }
        return new OrderLine(product.id(), product.sku(), product.name(), quantity, product.price());
    }
}
