package shop.storefront.admin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import shop.sdk.Operations;
import shop.sdk.ShopApiException;
import shop.storefront.shell.Visitor;

/** How much needs somebody, for the navigation. It is the same for all of the staff, so it is asked for once in a while, and never waited for long. */
@Component
class Attention implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Attention.class);
    private static final Duration LIFE = Duration.ofSeconds(10);
    private static final Duration MAX_WAIT = Duration.ofMillis(1_500);

    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable Known known;

    Attention(Clock clock) {
        this.clock = clock;
    }

    private record Known(Counts counts, Instant until) {}

    record Counts(Map<Section, Long> bySection) {

        long of(Section section) {
            return bySection.getOrDefault(section, 0L);
        }
    }

    Counts counts(Visitor visitor) {
        var last = known;
        var now = clock.instant();
        if (last != null && now.isBefore(last.until())) {
            return last.counts();
        }
        var counts = ask(visitor);
        known = new Known(counts, now.plus(LIFE));
        return counts;
    }

    /** Somebody has just done something about it. */
    void changed() {
        known = null;
    }

    private Counts ask(Visitor visitor) {
        var shop = visitor.shop();
        var operations = new Operations(shop);
        var asked = new EnumMap<Section, Future<Long>>(Section.class);
        asked.put(Section.ORDERS, begin(() ->
                (long) shop.admin().summary(null, null).stuckOrders().size()));
        asked.put(
                Section.HOLDS, begin(() -> total(operations.riskReviews(null, 1).totalItems())));
        asked.put(
                Section.STOCK,
                begin(() -> total(operations.stock(true, null, 0, 1).totalItems())));
        asked.put(
                Section.PAYMENTS,
                begin(() -> operations.openDisputes(0, 100).items().stream()
                        .filter(Operations.OpenDispute::waitsForTheShop)
                        .count()));
        asked.put(
                Section.RECONCILIATION,
                begin(() -> operations.reconciliation(0, 100).drifts().items().stream()
                        .filter(drift -> drift.state().equals("OPEN"))
                        .count()));
        asked.put(
                Section.DEAD_LETTERS,
                begin(() -> total(operations.deadLetters("OPEN", null, 0, 1).totalItems())));
        asked.put(
                Section.EVENTS,
                begin(() -> operations.outboxes().items().stream()
                        .mapToLong(Operations.Outbox::parked)
                        .sum()));
        var counts = new EnumMap<Section, Long>(Section.class);
        var deadline = System.nanoTime() + MAX_WAIT.toNanos();
        asked.forEach((section, answer) -> counts.put(section, answer(answer, deadline)));
        return new Counts(counts);
    }

    private static long total(@Nullable Long items) {
        return items == null ? 0 : items;
    }

    private Future<Long> begin(Callable<Long> question) {
        return threads.submit(() -> {
            try {
                return question.call();
            } catch (ShopApiException refusal) {
                log.debug("The navigation goes without a count: {}", refusal.getMessage());
                return 0L;
            }
        });
    }

    private static long answer(Future<Long> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
