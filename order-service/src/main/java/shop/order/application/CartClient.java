package shop.order.application;

import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.order.domain.CustomerId;
import shop.order.domain.RequestedItem;

/** Reads a customer's cart at cart-service. Never called inside a transaction. */
public interface CartClient {

    /**
     * Empty for an empty cart and for none. Throws {@link DependencyUnavailableException}.
     *
     * @param guestToken of a guest's cart that has not been merged into the customer's yet; it is merged first
     */
    List<RequestedItem> itemsOf(CustomerId customer, @Nullable String guestToken);
}
