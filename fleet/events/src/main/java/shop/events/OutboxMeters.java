package shop.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import shop.events.OutboxBacklog.Backlog;

/** What an outbox shows of itself: how much waits, since when, and what became of the rest. */
final class OutboxMeters {

    private final Counter published;
    private final Counter failed;
    private final Counter parked;
    private final Clock clock;
    private final Supplier<Backlog> backlog;

    /** @param backlog is asked three times for each scrape */
    OutboxMeters(MeterRegistry registry, String store, Clock clock, Supplier<Backlog> backlog) {
        this.clock = clock;
        this.backlog = backlog;
        this.published = Counter.builder("shop.outbox.published")
                .description("Events that Kafka acknowledged")
                .tag("store", store)
                .register(registry);
        this.failed = Counter.builder("shop.outbox.failed")
                .description("Sends that failed and are tried again")
                .tag("store", store)
                .register(registry);
        this.parked = Counter.builder("shop.outbox.parked")
                .description("Events set aside because Kafka can never take them")
                .tag("store", store)
                .register(registry);
        Gauge.builder("shop.outbox.pending", () -> backlog.get().pending())
                .description("Events that wait for Kafka")
                .tag("store", store)
                .register(registry);
        Gauge.builder("shop.outbox.parked.now", () -> backlog.get().parked())
                .description("Events that are set aside and want a human")
                .tag("store", store)
                .register(registry);
        Gauge.builder("shop.outbox.oldest.age", () -> age().toMillis() / 1000.0)
                .description("Age of the oldest event that waits for Kafka")
                .baseUnit("seconds")
                .tag("store", store)
                .register(registry);
    }

    void sent(OrderedSending.Outcome<?> outcome) {
        sent(
                outcome.acknowledged().size(),
                outcome.failed().size(),
                outcome.hopeless().size());
    }

    void sent(int nowPublished, int nowFailed, int nowParked) {
        published.increment(nowPublished);
        failed.increment(nowFailed);
        parked.increment(nowParked);
    }

    private Duration age() {
        var oldest = backlog.get().oldest();
        return oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    }
}
