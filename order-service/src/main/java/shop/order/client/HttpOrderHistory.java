package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.kernel.Money;
import shop.order.application.OrderHistory;
import shop.order.domain.OrderId;

/** What payment- and notification-service did for an order, over HTTP. */
@Component
class HttpOrderHistory implements OrderHistory {

    private static final String PAYMENTS = "payment-service";
    private static final String NOTIFICATIONS = "notification-service";

    private final RestClient payments;
    private final GuardedCalls paymentGuard;
    private final RestClient notifications;
    private final GuardedCalls notificationGuard;

    HttpOrderHistory(InternalClients clients, GuardedCallsFactory guards) {
        this.payments = clients.to(PAYMENTS);
        this.paymentGuard = guards.of(PAYMENTS);
        this.notifications = clients.to(NOTIFICATIONS);
        this.notificationGuard = guards.of(NOTIFICATIONS);
    }

    @Override
    public List<Payment> payments(OrderId order) {
        return paymentGuard
                .call(() -> get(payments, "/internal/payments/orders/{order}", order, PaymentPage.class))
                .items()
                .stream()
                .map(PaymentItem::payment)
                .toList();
    }

    @Override
    public List<Notification> notifications(OrderId order) {
        return notificationGuard
                .call(() -> get(notifications, "/internal/notifications/orders/{order}", order, NotificationPage.class))
                .items()
                .stream()
                .map(NotificationItem::notification)
                .toList();
    }

    private static <T> T get(RestClient service, String path, OrderId order, Class<T> type) {
        var answer = service.get().uri(path, order.value()).retrieve().body(type);
        if (answer == null) {
            throw new RestClientException("GET " + path + " was answered without a body");
        }
        return answer;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PaymentPage(List<PaymentItem> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PaymentItem(
            UUID paymentId,
            int attempt,
            String method,
            String status,
            Money amount,
            @Nullable String failureCode,
            Instant createdAt,
            Instant changedAt,
            List<RefundItem> refunds) {

        Payment payment() {
            return new Payment(
                    paymentId,
                    attempt,
                    method,
                    status,
                    amount,
                    failureCode,
                    createdAt,
                    changedAt,
                    refunds.stream().map(RefundItem::refund).toList());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record RefundItem(
            UUID refundId,
            Money amount,
            String state,
            @Nullable String reason,
            Instant createdAt) {
        Refund refund() {
            return new Refund(refundId, amount, state, reason, createdAt);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record NotificationPage(List<NotificationItem> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record NotificationItem(String kind, Instant createdAt, List<DeliveryItem> deliveries) {
        Notification notification() {
            return new Notification(
                    kind,
                    createdAt,
                    deliveries.stream().map(DeliveryItem::delivery).toList());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record DeliveryItem(
            String channel,
            String state,
            int attempts,
            @Nullable Instant endedAt) {
        Delivery delivery() {
            return new Delivery(channel, state, attempts, endedAt);
        }
    }
}
