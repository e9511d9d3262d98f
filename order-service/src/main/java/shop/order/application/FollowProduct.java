package shop.order.application;

import java.util.Collection;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.order.domain.Product;

/** Keeps our copy of the catalogue fresh. */
@Service
public class FollowProduct {

    private final Catalogue catalogue;

    FollowProduct(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Takes note of versions of products, in any order. */
    @Transactional
    public void followAll(Collection<Product> products) {
        catalogue.putAll(products);
    }
}
