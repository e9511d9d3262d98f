package shop.product.catalog;

/** Called at once with what this instance did to a product; the rest of the fleet consumes {@code product_updated}. */
public interface CatalogListener {

    /** The product was made, changed or archived, and the change is stored. Must be quick, and must not fail. */
    void changed(Product product);

    /** No further changes of a large batch follow for now, so what was changed should be visible. */
    default void settled() {}
}
