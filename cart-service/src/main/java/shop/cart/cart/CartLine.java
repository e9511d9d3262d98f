package shop.cart.cart;

import java.util.UUID;
import shop.cart.product.Product;
import shop.kernel.Money;

/**
 * A product in a cart. Name and price are as the customer saw them last when changing this line; what is charged is what the product
 * costs when it is ordered.
 */
public record CartLine(UUID productId, String sku, String name, Money price, int quantity) {

    static CartLine of(Product product, int quantity) {
        return new CartLine(product.id(), product.sku(), product.name(), product.price(), quantity);
    }

    CartLine withQuantity(int wanted) {
        return new CartLine(productId, sku, name, price, wanted);
    }
}
