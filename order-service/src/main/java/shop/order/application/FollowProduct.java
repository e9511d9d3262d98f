package shop.order.application;

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

    @Transactional
    public void follow(Product product) {
        catalogue.put(product);
    }
}
