package shop.order.application;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.OrderId;

/** What other services did for an order; each throws {@link DependencyUnavailableException}. Never asked inside a transaction. */
public interface OrderHistory {

    /** The attempts to pay, at payment-service. */
    List<Payment> payments(OrderId order);

    /** The messages to the customer, at notification-service. */
    List<Notification> notifications(OrderId order);

    /** One attempt to pay, and what was given back of it. */
    record Payment(
            UUID paymentId,
            int attempt,
            String method,
            String status,
            Money amount,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt,
            List<Refund> refunds) {}

    record Refund(
            UUID refundId,
            Money amount,
            String state,
            @Nullable String reason,
            Instant createdAt) {}

    /** One message to the customer, and how it went. */
    record Notification(String kind, Instant createdAt, List<Delivery> deliveries) {}

    record Delivery(
            String channel,
            String state,
            int attempts,
            @Nullable Instant endedAt) {}
}
