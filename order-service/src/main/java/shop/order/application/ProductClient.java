package shop.order.application;

import java.util.Optional;
import shop.order.domain.Product;
import shop.order.domain.ProductId;

/** Asks product-service itself, for a product that our copy does not have yet. Never called inside a transaction. */
public interface ProductClient {

    /** Throws {@link DependencyUnavailableException} if it cannot be asked now. */
    Optional<Product> fetch(ProductId product);
}
