package shop.order.application;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Service;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStep;
import shop.platform.tracing.CapturedContext;

/** Collects what happened to an order: its steps, and to an administrator also what this and other services did for it. */
@Service
public class GetOrderTimeline {

    private final FindOrders findOrders;
    private final RecordPositions positions;
    private final OrderHistory history;

    GetOrderTimeline(FindOrders findOrders, RecordPositions positions, OrderHistory history) {
        this.findOrders = findOrders;
        this.positions = positions;
        this.history = history;
    }

    /** The steps alone. */
    public List<OrderStep> steps(OrderId id, Viewer viewer) {
        return findOrders.timeline(id, viewer);
    }

    /** Everything. Both services are asked at the same time; one that is down is named, and its part is missing. */
    public Timeline all(OrderId id, Viewer viewer) {
        var steps = findOrders.timeline(id, viewer);
        var unavailable = new ArrayList<String>();
        // The calls carry the ids of the request on.
        var context = CapturedContext.capture();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var payments = CompletableFuture.supplyAsync(() -> context.call(() -> history.payments(id)), threads);
            var notifications =
                    CompletableFuture.supplyAsync(() -> context.call(() -> history.notifications(id)), threads);
            return new Timeline(
                    steps,
                    positions.of(id),
                    part(payments, unavailable),
                    part(notifications, unavailable),
                    unavailable);
        }
    }

    private static <T> List<T> part(CompletableFuture<List<T>> answer, List<String> unavailable) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof DependencyUnavailableException down) {
                unavailable.add(down.service());
                return List.of();
            }
            throw failed;
        }
    }

    /**
     * What happened to an order.
     *
     * @param unavailable the services whose part is missing
     */
    public record Timeline(
            List<OrderStep> steps,
            List<RecordPositions.RecordPosition> events,
            List<OrderHistory.Payment> payments,
            List<OrderHistory.Notification> notifications,
            List<String> unavailable) {

        public Timeline {
            steps = List.copyOf(steps);
            events = List.copyOf(events);
            payments = List.copyOf(payments);
            notifications = List.copyOf(notifications);
            unavailable = List.copyOf(unavailable);
        }
    }
}
