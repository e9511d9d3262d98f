package shop.product.web;

import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.kernel.Money;
import shop.product.catalog.Catalog;
import shop.product.catalog.Product;
import shop.product.catalog.ProductException;

/** Serves other services a product that their own copy does not have yet; archived ones too. */
@RestController
@RequestMapping("/internal/products")
class InternalProductController {

    private final Catalog catalog;

    InternalProductController(Catalog catalog) {
        this.catalog = catalog;
    }

    @GetMapping("/{productId}")
    InternalProduct get(@PathVariable UUID productId) {
        return catalog.find(productId)
                .map(InternalProduct::of)
                .orElseThrow(() -> new ProductException.NotFound(productId));
    }

    record InternalProduct(UUID productId, String sku, String name, Money price, boolean archived, long version) {

        static InternalProduct of(Product product) {
            var content = product.content();
            return new InternalProduct(
                    product.id(),
                    content.sku(),
                    content.name(),
                    content.price(),
                    product.archived(),
                    product.version());
        }
    }
}
