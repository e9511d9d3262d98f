package shop.product.catalog;

import java.util.UUID;

/** What the catalogue refuses. */
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

    /** Others changed the product at the same time, again and again. Nothing was changed; a later try may succeed. */
    public static final class Contended extends ProductException {
        public Contended(UUID id) {
            super("Product " + id + " is being changed by others.");
        }
    }
}
