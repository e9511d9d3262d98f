package shop.payment.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.payment.application.HoldClient;
import shop.payment.domain.OrderId;

/** Inventory-service's holds, over HTTP. */
@Component
class HttpHoldClient implements HoldClient {

    private final RestClient inventory;
    private final Guard guard;

    HttpHoldClient(InternalClients clients, CircuitBreaker stockBreaker) {
        this.inventory = clients.to("inventory-service");
        this.guard = new Guard("inventory-service", stockBreaker);
    }

    @Override
    public Map<OrderId, String> states(Collection<OrderId> orders) {
        var wanted = new Wanted(orders.stream().map(OrderId::value).toList());
        return guard.call(() -> Optional.ofNullable(inventory
                        .post()
                        .uri("/internal/holds/states")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(wanted)
                        .retrieve()
                        .body(States.class))
                .orElseThrow(() -> new RestClientException("POST /internal/holds/states was answered without a body"))
                .items()
                .stream()
                .collect(Collectors.toMap(hold -> new OrderId(hold.orderId()), Held::state)));
    }

    @Override
    public boolean sell(OrderId order) {
        return come(order, "SOLD");
    }

    @Override
    public boolean free(OrderId order) {
        return come(order, "FREED");
    }

    private boolean come(OrderId order, String to) {
        return guard.call(() -> {
            try {
                var _ = inventory
                        .put()
                        .uri("/internal/holds/{order}/outcome", order.value())
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(new HoldOutcome(to))
                        .retrieve()
                        .toBodilessEntity();
                return true;
            } catch (HttpClientErrorException.NotFound | HttpClientErrorException.Conflict impossible) {
                return false;
            }
        });
    }

    private record Wanted(List<UUID> orderIds) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record States(List<Held> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Held(UUID orderId, String state) {}

    private record HoldOutcome(String outcome) {}
}
