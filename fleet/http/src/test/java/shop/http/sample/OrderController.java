package shop.http.sample;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.OperationId;
import shop.http.sample.FailureController.SampleException;
import shop.http.version.StaleVersionException;

/** Makes orders, and remembers each time it was asked to. */
@RestController
@ConditionalOnProperty("sample.orders")
public class OrderController {

    public final List<UUID> made = new CopyOnWriteArrayList<>();
    public volatile CountDownLatch mayEnd = new CountDownLatch(0);
    public volatile CountDownLatch started = new CountDownLatch(1);

    @PostMapping("/things/orders")
    @Idempotent
    ResponseEntity<Order> place(OperationId id, @Valid @RequestBody NewOrder order) throws InterruptedException {
        made.add(id.value());
        started.countDown();
        if (!mayEnd.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody let it end");
        }
        return switch (order.wish()) {
            case "crash" -> throw new IllegalStateException("after the commit");
            case "refuse" -> throw new SampleException();
            case "stale" -> throw new StaleVersionException("If-Match does not name the current version");
            case "lock" -> throw new OptimisticLockingFailureException("lost");
            default ->
                ResponseEntity.created(URI.create("/things/orders/" + id.value()))
                        .eTag("\"1\"")
                        .body(new Order(id.value(), order.quantity()));
        };
    }

    @PostMapping("/things/others")
    @Idempotent
    Order other(OperationId id, @RequestBody NewOrder order) {
        made.add(id.value());
        return new Order(id.value(), order.quantity());
    }

    @PostMapping("/things/plain")
    Order plain(OperationId id, @RequestBody NewOrder order) {
        made.add(id.value());
        return new Order(id.value(), order.quantity());
    }

    @PostMapping("/things/forgotten")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forget() {
        made.clear();
    }

    @PostMapping(path = "/things/labels", produces = "text/plain")
    String label() {
        return "\"label\"";
    }

    record NewOrder(@Positive int quantity, String wish) {}

    record Order(UUID id, int quantity) {}
}
