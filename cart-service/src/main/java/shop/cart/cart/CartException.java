package shop.cart.cart;

import java.time.Duration;
import java.util.Currency;
import java.util.UUID;

/** What a cart refuses. */
public abstract sealed class CartException extends RuntimeException {

    private CartException(String message) {
        super(message);
    }

    /** There is no such product, or it is not sold any more. */
    public static final class ProductNotFound extends CartException {
        public ProductNotFound(UUID productId) {
            super("There is no product " + productId + ".");
        }
    }

    public static final class NotInCart extends CartException {
        public NotInCart(UUID productId) {
            super("Product " + productId + " is not in the cart.");
        }
    }

    public static final class TooMany extends CartException {
        TooMany(UUID productId, long quantity) {
            super("The cart would hold " + quantity + " of product " + productId + " (expected: at most "
                    + Cart.MOST_OF_A_PRODUCT + ").");
        }
    }

    public static final class Full extends CartException {
        Full() {
            super("The cart holds " + Cart.MOST_LINES + " different products, which is the most it can.");
        }
    }

    public static final class CurrencyMismatch extends CartException {
        CurrencyMismatch(Currency currency, Currency expected) {
            super("The product is sold in " + currency + ", what is in the cart in " + expected + ".");
        }
    }

    /** Too many carts were begun without a login from one address. */
    public static final class TooManyGuestCarts extends CartException {

        private final Duration retryAfter;

        public TooManyGuestCarts(Duration retryAfter) {
            super("Too many carts were begun from one address; log in, or try again later.");
            this.retryAfter = retryAfter;
        }

        /** When the next one may be begun. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** A guest's cart is not there, or not any more. */
    public static final class Gone extends CartException {
        Gone() {
            super("There is no such cart.");
        }
    }
}
