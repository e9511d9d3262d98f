package shop.cart.product;

import java.util.Optional;
import java.util.UUID;

/** Asks product-service for a product. */
interface ProductCatalog {

    /** Asks once; an archived product is an answer too. No answer is an exception that fleet-http turns into a 503. */
    Optional<Product> find(UUID id);
}
