package shop.order.messaging;

import java.util.Objects;
import java.util.UUID;
import shop.kernel.Money;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

/** The part of product-service's contract that order-service reads; our own copy. */
record ProductMessage(UUID productId, String sku, String name, Money price, boolean archived) {

    ProductMessage {
        Objects.requireNonNull(productId, "productId");
        Objects.requireNonNull(sku, "sku");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(price, "price");
    }

    Product product(long version) {
        return new Product(new ProductId(productId), version, sku, name, price, archived);
    }
}
