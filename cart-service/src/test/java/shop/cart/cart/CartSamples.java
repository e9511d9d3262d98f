package shop.cart.cart;

import java.util.UUID;
import shop.cart.product.Product;
import shop.kernel.Money;

/** Carts and what goes into them. */
final class CartSamples {

    static final CartKey CUSTOMER = CartKey.ofUser(new UUID(7, 1));
    static final CartKey GUEST = CartKey.ofGuest("a secret token");
    static final Product MUG = product(1, 1250, "EUR");
    static final Product LAMP = product(2, 4000, "EUR");

    private CartSamples() {}

    static Cart cart() {
        return Cart.empty(CUSTOMER);
    }

    static Cart guestCart() {
        return Cart.empty(GUEST);
    }

    static Product product(int number, long amountMinor, String currency) {
        var name = "Product " + number;
        return new Product(id(number), "SKU-" + number, name, Money.of(amountMinor, currency), false, 1, null);
    }

    static UUID id(int number) {
        return new UUID(42, number);
    }

    static Product priced(Product product, long amountMinor, String currency) {
        return new Product(
                product.id(),
                product.sku(),
                product.name(),
                Money.of(amountMinor, currency),
                product.archived(),
                product.version() + 1,
                product.available());
    }

    static Product archived(Product product) {
        return new Product(
                product.id(),
                product.sku(),
                product.name(),
                product.price(),
                true,
                product.version() + 1,
                product.available());
    }

    static Product available(Product product, long available) {
        return new Product(
                product.id(),
                product.sku(),
                product.name(),
                product.price(),
                product.archived(),
                product.version(),
                available);
    }
}
