package shop.order.application;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.ProductId;

/** Holds stock at inventory-service. Never called inside a transaction. */
public interface HoldClient {

    /**
     * Holds all lines or none. A repeat for the same order returns what the first one got.
     *
     * @param attempt relies on the hold from now on
     * @throws shop.order.domain.OrderException.InsufficientStock naming every short line
     * @throws DependencyUnavailableException if inventory-service cannot be asked now; it may have received the request all the same
     */
    Reservation hold(OrderId order, AttemptId attempt, Instant expiresAt, List<OrderLine> lines);

    /**
     * Gives the stock back of an order that this attempt has not saved, unless another attempt relies on it. Throws {@link
     * DependencyUnavailableException}.
     */
    void release(OrderId order, AttemptId attempt);

    /** As {@link #release}, whoever relies on it. */
    void releaseAll(OrderId order);

    /** What is held, and until when. */
    record Reservation(Instant expiresAt, Map<ProductId, Long> quantities) {

        public Reservation {
            quantities = Map.copyOf(quantities);
        }

        /** Whether exactly these lines are held. */
        boolean covers(List<OrderLine> lines) {
            return quantities.equals(
                    lines.stream().collect(Collectors.toMap(OrderLine::product, line -> (long) line.quantity())));
        }
    }
}
