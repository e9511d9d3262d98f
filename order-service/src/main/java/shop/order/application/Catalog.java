package shop.order.application;

import java.util.Collection;
import java.util.Map;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

/** Our own copy of names and prices, so that an order is priced while product-service is down. */
public interface Catalog {

    /**
     * Leaves out what it does not know. May answer from memory, with what was the newest a moment ago: whoever stores something that
     * rests on it has the version checked there.
     */
    Map<ProductId, Product> find(Collection<ProductId> products);

    /** Keeps the newest of what it has and what it is given, in any order. */
    void putAll(Collection<Product> products);

    /** Keeps no product in memory that may be an old one; the next look reads what is stored. */
    void forget(Collection<ProductId> products);
}
