package shop.inventory.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.inventory.application.OrderStates;
import shop.inventory.application.OrdersUnavailableException;
import shop.inventory.domain.OrderId;

/**
 * Order-service's orders over HTTP. The only caller is the sweep, on one thread, and it gives up at the first failure until its next
 * turn: that is bulkhead and circuit breaker enough.
 */
@Component
class HttpOrderStates implements OrderStates {

    private final RestClient orders;

    HttpOrderStates(InternalClients clients) {
        this.orders = clients.to("order-service");
    }

    @Override
    public boolean isAlive(OrderId order) {
        try {
            return get(order).map(Order::isAlive).orElse(false);
        } catch (RestClientException down) {
            throw new OrdersUnavailableException(down);
        }
    }

    private Optional<Order> get(OrderId order) {
        return orders.get()
                .uri("/internal/orders/{order}/payable", order.value())
                .exchangeForRequiredValue((_, response) -> {
                    var status = response.getStatusCode();
                    if (status.isSameCodeAs(HttpStatus.OK)) {
                        return Optional.ofNullable(response.bodyTo(Order.class));
                    }
                    // A body of order-service: a proxy, or another service at that address, does not free any stock.
                    if (status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
                        var refusal = response.bodyTo(Refusal.class);
                        if (refusal != null && "order_not_found".equals(refusal.code())) {
                            return Optional.empty();
                        }
                    }
                    throw new RestClientException("GET /internal/orders/…/payable was answered with " + status);
                });
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Order(String status) {

        /** A status that was added after this service was built counts as alive. */
        boolean isAlive() {
            return switch (status) {
                case "CANCELLED", "EXPIRED" -> false;
                default -> true;
            };
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Refusal(@Nullable String code) {}
}
