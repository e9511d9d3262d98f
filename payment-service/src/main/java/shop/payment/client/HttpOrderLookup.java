package shop.payment.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.kernel.Money;
import shop.payment.application.OrderLookup;
import shop.payment.application.OrdersUnavailableException;
import shop.payment.domain.OrderId;
import shop.payment.domain.UserId;

/** Asks order-service over HTTP, behind a circuit breaker and a bulkhead: an order-service that hangs must not hold all requests. */
@Component
class HttpOrderLookup implements OrderLookup {

    private final RestClient orders;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    HttpOrderLookup(InternalClients clients, CircuitBreaker ordersBreaker, Bulkhead ordersBulkhead) {
        this.orders = clients.to("order-service");
        this.breaker = ordersBreaker;
        this.bulkhead = ordersBulkhead;
    }

    @Override
    public Optional<Order> find(OrderId id) {
        Supplier<Optional<Payable>> call = () -> ask(id);
        try {
            return Bulkhead.decorateSupplier(bulkhead, CircuitBreaker.decorateSupplier(breaker, call))
                    .get()
                    .map(Payable::toOrder);
        } catch (RestClientException | CallNotPermittedException | BulkheadFullException failed) {
            throw new OrdersUnavailableException(failed);
        }
    }

    private Optional<Payable> ask(OrderId id) {
        try {
            return Optional.ofNullable(orders.get()
                    .uri("/internal/orders/{id}/payable", id.value())
                    .retrieve()
                    .body(Payable.class));
        } catch (HttpClientErrorException.NotFound unknown) {
            return Optional.empty();
        }
    }

    /** Order-service's answer, as far as we read it. One of the version before has no items. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Payable(
            UUID orderId,
            String number,
            UUID userId,
            @Nullable List<Item> items,
            Money total,
            boolean payable,
            String status,
            Instant reservationExpiresAt) {

        Order toOrder() {
            return new Order(
                    new OrderId(orderId),
                    number,
                    new UserId(userId),
                    items == null ? List.of() : items.stream().map(Item::toLine).toList(),
                    total,
                    payable,
                    status,
                    reservationExpiresAt);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Item(String name, int quantity, Money unitPrice) {

        Line toLine() {
            return new Line(name, quantity, unitPrice);
        }
    }
}
