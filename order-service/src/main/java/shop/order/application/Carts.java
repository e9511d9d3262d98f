package shop.order.application;

import java.util.List;
import shop.order.domain.CustomerId;
import shop.order.domain.Wish;

/** Reads a customer's cart at cart-service. Never called inside a transaction. */
public interface Carts {

    /** Empty for an empty cart and for none. Throws {@link DependencyUnavailableException}. */
    List<Wish> wishesOf(CustomerId customer);
}
