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

    /**
     * Kept for a review.
     *
     * @param resumes where it goes when the review finds nothing: PENDING or CONFIRMED
     */
    record OnHold(OrderStatus resumes, Instant since) implements OrderState {

        public OnHold {
            if (resumes != OrderStatus.PENDING && resumes != OrderStatus.CONFIRMED) {
                throw new IllegalArgumentException("resumes: " + resumes + " (expected: PENDING or CONFIRMED)");
            }
        }
    }

    record Shipped(Instant since) implements OrderState {}

    record Delivered(Instant since) implements OrderState {}

    record Cancelled(@Nullable String reason, Instant since) implements OrderState {}

    record Expired(Instant since) implements OrderState {}

    default OrderStatus status() {
        return switch (this) {
            case Pending _ -> OrderStatus.PENDING;
            case Confirmed _ -> OrderStatus.CONFIRMED;
            case OnHold _ -> OrderStatus.ON_HOLD;
            case Shipped _ -> OrderStatus.SHIPPED;
            case Delivered _ -> OrderStatus.DELIVERED;
            case Cancelled _ -> OrderStatus.CANCELLED;
            case Expired _ -> OrderStatus.EXPIRED;
        };
    }

    default FulfillmentStatus fulfillment() {
        return switch (this) {
            case Pending _, Confirmed _, OnHold _, Cancelled _, Expired _ -> FulfillmentStatus.NONE;
            case Shipped _ -> FulfillmentStatus.SHIPPED;
            case Delivered _ -> FulfillmentStatus.DELIVERED;
        };
    }

    /** What a person may ask for. Confirming is the payment's business, expiring the timer's and ending a
     * review the reviewer's, so none of them is here. */
    default List<OrderStatus> allowedTransitions() {
        return switch (this) {
            case Pending _, OnHold _ -> List.of(OrderStatus.CANCELLED);
            case Confirmed _ -> List.of(OrderStatus.SHIPPED, OrderStatus.CANCELLED);
            case Shipped _ -> List.of(OrderStatus.DELIVERED);
            case Delivered _, Cancelled _, Expired _ -> List.of();
        };
    }

    /**
     * Makes the state that a status names; ON_HOLD needs more than its name.
     *
     * @param reason kept for a cancelled order only
     */
    static OrderState of(OrderStatus status, @Nullable String reason, Instant since) {
        return switch (status) {
            case PENDING -> new Pending(since);
            case CONFIRMED -> new Confirmed(since);
            case ON_HOLD -> throw new IllegalArgumentException("ON_HOLD (expected: a state that a person sets)");
            case SHIPPED -> new Shipped(since);
            case DELIVERED -> new Delivered(since);
            case CANCELLED -> new Cancelled(reason, since);
            case EXPIRED -> new Expired(since);
        };
    }
}
