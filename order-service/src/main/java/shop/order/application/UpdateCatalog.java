package shop.order.application;

import java.util.Collection;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.order.domain.Product;

/** Keeps our copy of the catalog fresh. */
@Service
public class UpdateCatalog {

    private final Catalog catalog;

    UpdateCatalog(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Takes note of versions of products, in any order. */
    @Transactional
    public void updateAll(Collection<Product> products) {
        catalog.putAll(products);
    }
}
