package shop.product.catalog;

import java.util.UUID;

/** What the catalog refuses. */
public abstract sealed class ProductException extends RuntimeException {

    private ProductException(String message) {
        super(message);
    }

    public static final class NotFound extends ProductException {
        public NotFound(UUID id) {
            super("There is no product " + id + ".");
        }
    }

    public static final class SkuTaken extends ProductException {
        public SkuTaken(String sku) {
            super("The SKU " + sku + " belongs to another product, which may be an archived one.");
        }
    }
}
