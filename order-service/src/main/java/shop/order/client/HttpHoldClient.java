package shop.order.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec.ConvertibleClientHttpResponse;
import org.springframework.web.client.RestClientException;
import shop.client.InternalClients;
import shop.order.application.AttemptId;
import shop.order.application.HoldClient;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderLine;
import shop.order.domain.ProductId;
import shop.order.domain.Shortage;

/** Inventory-service's holds over HTTP. */
@Component
class HttpHoldClient implements HoldClient {

    private static final String SERVICE = "inventory-service";
    private static final String ATTEMPT = "Attempt-Id";

    private final RestClient inventory;
    private final GuardedCalls guard;

    HttpHoldClient(InternalClients clients, GuardedCallsFactory guards) {
        this.inventory = clients.to(SERVICE);
        this.guard = guards.of(SERVICE);
    }

    @Override
    public Reservation hold(OrderId order, AttemptId attempt, Instant expiresAt, List<OrderLine> lines) {
        var wanted = new NewHold(
                order.value(), expiresAt, lines.stream().map(Line::of).toList());
        return switch (guard.call(() -> post(wanted, attempt))) {
            case Answer.Held(var hold) -> hold.reservation();
            case Answer.Refused(var refusal) -> throw new OrderException.InsufficientStock(refusal.toShortages());
        };
    }

    @Override
    public void release(OrderId order, AttemptId attempt) {
        guard.call(() -> delete(order)
                .header(ATTEMPT, attempt.value().toString())
                .retrieve()
                .toBodilessEntity());
    }

    @Override
    public void releaseAll(OrderId order) {
        guard.call(() -> delete(order).retrieve().toBodilessEntity());
    }

    private RestClient.RequestHeadersSpec<?> delete(OrderId order) {
        return inventory.delete().uri("/internal/holds/{order}", order.value());
    }

    private Answer post(NewHold wanted, AttemptId attempt) {
        return inventory
                .post()
                .uri("/internal/holds")
                .header(ATTEMPT, attempt.value().toString())
                .contentType(MediaType.APPLICATION_JSON)
                .body(wanted)
                .exchangeForRequiredValue((_, response) -> read(response));
    }

    private static Answer read(ConvertibleClientHttpResponse response) throws IOException {
        var status = response.getStatusCode();
        if (status.isSameCodeAs(HttpStatus.CREATED)) {
            return new Answer.Held(required(response.bodyTo(Hold.class)));
        }
        if (status.isSameCodeAs(HttpStatus.CONFLICT)) {
            var refusal = required(response.bodyTo(Refusal.class));
            if (refusal.shortages() != null) {
                return new Answer.Refused(refusal);
            }
        }
        throw new RestClientException("POST /internal/holds was answered with " + status);
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw new RestClientException("POST /internal/holds was answered without a body");
        }
        return body;
    }

    private sealed interface Answer {
        record Held(Hold hold) implements Answer {}

        record Refused(Refusal refusal) implements Answer {}
    }

    record NewHold(UUID orderId, Instant expiresAt, List<Line> lines) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Line(UUID productId, String sku, long quantity) {
        static Line of(OrderLine line) {
            return new Line(line.product().value(), line.sku(), line.quantity());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Hold(Instant expiresAt, List<Line> lines) {
        Reservation reservation() {
            return new Reservation(
                    expiresAt,
                    lines.stream().collect(Collectors.toMap(line -> new ProductId(line.productId()), Line::quantity)));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Refusal(@Nullable List<ShortLine> shortages) {
        List<Shortage> toShortages() {
            return shortages == null
                    ? List.of()
                    : shortages.stream().map(ShortLine::shortage).toList();
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record ShortLine(UUID productId, String sku, long requested, long available) {
        Shortage shortage() {
            return new Shortage(new ProductId(productId), sku, requested, available);
        }
    }
}
