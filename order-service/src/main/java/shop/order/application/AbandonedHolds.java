package shop.order.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;

/**
 * Gives stock back that may be held for orders which were never saved: inventory-service was asked and did not answer, and may do what it
 * was asked later. So the release is requested more than once, each time after it is certain that there is no such order. It names the attempt
 * that failed, because the next one may rely on the same hold. Lost at a restart; then the hold expires by itself.
 */
@Service
public class AbandonedHolds {

    private static final Logger log = LoggerFactory.getLogger(AbandonedHolds.class);

    /** Before each release. A service that was paused goes on with what had reached it. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(1));

    /** By then the hold has ended by itself. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** More would be an outage, in which nothing is held. */
    private static final int MOST = 10_000;

    private final Map<AttemptId, Abandoned> waiting = new ConcurrentHashMap<>();
    private final Orders orders;
    private final HoldClient holdClient;
    private final Clock clock;

    AbandonedHolds(Orders orders, HoldClient holdClient, Clock clock, MeterRegistry meters) {
        this.orders = orders;
        this.holdClient = holdClient;
        this.clock = clock;
        Gauge.builder("orders.holds.abandoned", waiting, Map::size)
                .description(
                        "Attempts at orders that inventory-service did not answer, whose stock is released in a moment")
                .register(meters);
    }

    /** This attempt has failed; what it may have got held is released in a moment. */
    void add(OrderId order, AttemptId attempt, CustomerId customer) {
        if (waiting.size() < MOST) {
            var now = clock.instant();
            waiting.put(attempt, new Abandoned(order, customer, now, now.plus(PAUSES.getFirst()), 0));
        }
    }

    /** Releases what is due; one thread at a time. */
    public void release() {
        var now = clock.instant();
        waiting.forEach((attempt, abandoned) -> {
            if (!abandoned.due().isAfter(now)) {
                release(attempt, abandoned, now);
            }
        });
    }

    private void release(AttemptId attempt, Abandoned abandoned, Instant now) {
        try {
            if (orders.findAfterWriters(abandoned.order(), abandoned.customer()).isPresent()) {
                waiting.remove(attempt, abandoned);
                return;
            }
            holdClient.release(abandoned.order(), attempt);
            var released = abandoned.released() + 1;
            if (released == PAUSES.size()) {
                waiting.remove(attempt, abandoned);
            } else {
                waiting.replace(attempt, abandoned, abandoned.next(now.plus(PAUSES.get(released)), released));
            }
        } catch (RuntimeException down) {
            log.info(
                    "A hold of order {}, which was not saved, is released later: {}",
                    abandoned.order().value(),
                    down.toString());
            if (abandoned.since().plus(LONGEST).isAfter(now)) {
                waiting.replace(attempt, abandoned, abandoned.next(now.plus(PAUSES.get(1)), abandoned.released()));
            } else {
                waiting.remove(attempt, abandoned);
            }
        }
    }

    private record Abandoned(OrderId order, CustomerId customer, Instant since, Instant due, int released) {

        Abandoned next(Instant newDue, int newReleased) {
            return new Abandoned(order, customer, since, newDue, newReleased);
        }
    }
}
