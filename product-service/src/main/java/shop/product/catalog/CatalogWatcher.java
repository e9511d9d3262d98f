package shop.product.catalog;

import java.util.UUID;

/** Hears at once of what this instance did to a product; the rest of the fleet hears of it by {@code product_updated}. */
@FunctionalInterface
public interface CatalogWatcher {

    /** The product was made, changed or archived, and the change is stored. Must be quick, and must not fail. */
    void changed(UUID id);
}
