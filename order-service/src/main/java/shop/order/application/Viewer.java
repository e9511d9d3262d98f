package shop.order.application;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.order.domain.Actor;
import shop.order.domain.CustomerId;

/** Who asks: a customer sees their own orders, an admin all. */
public record Viewer(UUID account, boolean admin) {

    public Actor actor() {
        return admin ? Actor.admin(account) : Actor.customer(new CustomerId(account));
    }

    /** Whose orders every query is bound to; null for all. */
    @Nullable CustomerId bound() {
        return admin ? null : new CustomerId(account);
    }
}
