package shop.order.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an order stands, since when, and where somebody may ask it to go from there. */
public sealed interface OrderState {

    Instant since();

    /** Its stock is held and waits for the payment, which confirms it; the timer may expire it. */
    record Pending(Instant since) implements OrderState {}

    record Confirmed(Instant since) implements OrderState {}

    record Shipped(Instant since) implements OrderState {}

    record Delivered(Instant since) implements OrderState {}

    record Cancelled(@Nullable String reason, Instant since) implements OrderState {}

    record Expired(Instant since) implements OrderState {}

    default OrderStatus status() {
        return switch (this) {
            case Pending _ -> OrderStatus.PENDING;
            case Confirmed _ -> OrderStatus.CONFIRMED;
            case Shipped _ -> OrderStatus.SHIPPED;
            case Delivered _ -> OrderStatus.DELIVERED;
            case Cancelled _ -> OrderStatus.CANCELLED;
            case Expired _ -> OrderStatus.EXPIRED;
        };
    }

    default FulfillmentStatus fulfillment() {
        return switch (this) {
            case Pending _, Confirmed _, Cancelled _, Expired _ -> FulfillmentStatus.NONE;
            case Shipped _ -> FulfillmentStatus.SHIPPED;
            case Delivered _ -> FulfillmentStatus.DELIVERED;
        };
    }

    /** What a person may ask for. Confirming is the payment's business and expiring the timer's, so neither is here. */
    default List<OrderStatus> allowedTransitions() {
        return switch (this) {
            case Pending _ -> List.of(OrderStatus.CANCELLED);
            case Confirmed _ -> List.of(OrderStatus.SHIPPED, OrderStatus.CANCELLED);
            case Shipped _ -> List.of(OrderStatus.DELIVERED);
            case Delivered _, Cancelled _, Expired _ -> List.of();
        };
    }

    /**
     * Makes the state that a status names.
     *
     * @param reason kept for a cancelled order only
     */
    static OrderState of(OrderStatus status, @Nullable String reason, Instant since) {
        return switch (status) {
            case PENDING -> new Pending(since);
            case CONFIRMED -> new Confirmed(since);
            case SHIPPED -> new Shipped(since);
            case DELIVERED -> new Delivered(since);
            case CANCELLED -> new Cancelled(reason, since);
            case EXPIRED -> new Expired(since);
        };
    }
}
