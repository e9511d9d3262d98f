package shop.order.support;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.order.application.Catalog;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

/** Keeps the newest version of each product. */
public final class InMemoryCatalog implements Catalog {

    private final Map<ProductId, Product> stored = new HashMap<>();

    public InMemoryCatalog(Product... products) {
        putAll(List.of(products));
    }

    @Override
    public Map<ProductId, Product> find(Collection<ProductId> products) {
        return products.stream()
                .map(stored::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(Product::id, Function.identity()));
    }

    @Override
    public void putAll(Collection<Product> products) {
        products.forEach(product ->
                stored.merge(product.id(), product, (old, young) -> young.version() > old.version() ? young : old));
    }

    @Override
    public void forget(Collection<ProductId> products) {
        // Nothing is kept beside what is stored.
    }
}
