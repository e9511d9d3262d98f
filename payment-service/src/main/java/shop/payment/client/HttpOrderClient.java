package shop.payment.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.kernel.Money;
import shop.payment.application.OrderClient;
import shop.payment.domain.OrderId;

/** Order-service's own list of its orders, over HTTP. */
@Component
class HttpOrderClient implements OrderClient {

    private static final int PAGE = 500;

    private final RestClient orders;
    private final Guard guard;

    HttpOrderClient(InternalClients clients, CircuitBreaker ordersBreaker) {
        this.orders = clients.to("order-service");
        this.guard = new Guard("order-service", ordersBreaker);
    }

    @Override
    public Page changedSince(Instant since, @Nullable OrderId after) {
        return guard.call(() -> Optional.ofNullable(orders.get()
                        .uri(uri -> uri.path("/internal/orders")
                                .queryParam("changedSince", since)
                                .queryParam("size", PAGE)
                                .queryParamIfPresent(
                                        "after", Optional.ofNullable(after).map(OrderId::value))
                                .build())
                        .retrieve()
                        .body(Listed.class))
                .orElseThrow(() -> new RestClientException("GET /internal/orders was answered without a body"))
                .toPage());
    }

    /** Order-service's answer, as far as we read it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Listed(List<Item> items, @Nullable UUID next) {

        Page toPage() {
            return new Page(items.stream().map(Item::toEntry).toList(), next == null ? null : new OrderId(next));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Item(UUID orderId, String status, String paymentStatus, Money total, Instant statusSince) {

        Entry toEntry() {
            return new Entry(new OrderId(orderId), status, paymentStatus, total, statusSince);
        }
    }
}
