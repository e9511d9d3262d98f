package shop.order.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who makes an order take a step.
 *
 * @param id the account of a person; null for the rest
 */
public record Actor(Kind kind, @Nullable UUID id) {

    public static final Actor PAYMENT = new Actor(Kind.PAYMENT, null);
    public static final Actor RISK = new Actor(Kind.RISK, null);
    public static final Actor TIMER = new Actor(Kind.TIMER, null);

    /** In what part. */
    public enum Kind {
        CUSTOMER,
        ADMIN,
        PAYMENT,
        RISK,
        TIMER
    }

    public static Actor customer(CustomerId customer) {
        return new Actor(Kind.CUSTOMER, customer.value());
    }

    /** Customers only call off what is theirs. */
    boolean mayAskFor(OrderStatus wanted) {
        return kind == Kind.ADMIN || wanted == OrderStatus.CANCELLED;
    }

    public static Actor admin(UUID id) {
        return new Actor(Kind.ADMIN, id);
    }
}
