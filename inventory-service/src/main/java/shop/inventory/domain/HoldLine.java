package shop.inventory.domain;

/**
 * What one order wants of one product.
 *
 * @param sku as the order knows it, so that a shortage of a product that nobody stocks still names it
 */
public record HoldLine(ProductId product, String sku, long quantity) {

    public HoldLine {
        if (quantity < 1) {
            throw new IllegalArgumentException("quantity: " + quantity + " (expected: >= 1)");
        }
    }
}
