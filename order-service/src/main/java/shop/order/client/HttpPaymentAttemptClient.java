package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.order.application.PaymentAttemptClient;
import shop.order.domain.OrderId;

/** Payment-service's attempts over HTTP. */
@Component
class HttpPaymentAttemptClient implements PaymentAttemptClient {

    private static final String SERVICE = "payment-service";

    private final RestClient payments;
    private final GuardedCalls guard;

    HttpPaymentAttemptClient(InternalClients clients, GuardedCallsFactory guards) {
        this.payments = clients.to(SERVICE);
        this.guard = guards.of(SERVICE);
    }

    @Override
    public boolean anyOpenOrPaid(OrderId order) {
        return guard.call(() -> get(order)).items().stream().anyMatch(Attempt::isOpenOrPaid);
    }

    private Attempts get(OrderId order) {
        var attempts = payments.get()
                .uri("/internal/payments/orders/{order}", order.value())
                .retrieve()
                .body(Attempts.class);
        if (attempts == null) {
            throw new RestClientException("GET /internal/payments/orders was answered without a body");
        }
        return attempts;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Attempts(List<Attempt> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Attempt(String status) {

        /** A status that was added after this service was built counts as open: what is waited for in vain raises an alert. */
        boolean isOpenOrPaid() {
            return switch (status) {
                case "FAILED", "CANCELLED", "REFUNDED" -> false;
                default -> true;
            };
        }
    }
}
