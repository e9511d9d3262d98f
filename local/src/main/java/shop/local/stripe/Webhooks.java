package shop.local.stripe;

import static shop.local.stripe.Store.Kind.DELIVERY;
import static shop.local.stripe.Store.Kind.EVENT;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends planned webhooks and tries again with growing pauses until the receiver answers 2xx, as Stripe does. What is not delivered is in
 * the store, so a restart goes on with it.
 */
final class Webhooks implements Closeable {

    private static final int MOST_AT_ONCE = 16;
    private static final int MOST_ATTEMPTS = 80;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    private final Store store;
    private final String secret;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIME)
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stripe-sandbox-webhooks").daemon().factory());
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failedAttempts = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();

    Webhooks(Store store, String secret, Clock clock) {
        this.store = store;
        this.secret = secret;
        this.clock = clock;
    }

    /** Takes up the deliveries that an earlier process left undone. */
    void resume() {
        store.change(change -> {
            change.forEach(
                    DELIVERY,
                    left -> schedule(left.getKey(), left.getValue().path("at").asLong()));
            return true;
        });
    }

    void schedule(String delivery, long atMillis) {
        var pause = Math.max(0, atMillis - clock.millis());
        try {
            var _ = timer.schedule(() -> Thread.ofVirtual().start(() -> send(delivery)), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The delivery is in the store; the next process sends it.
        }
    }

    ObjectNode counts() {
        return Json.object()
                .put("delivered", delivered.get())
                .put("failedAttempts", failedAttempts.get())
                .put("givenUp", givenUp.get());
    }

    private record Letter(String url, String payload) {}

    private void send(String delivery) {
        var letter = store.change(change -> change.find(DELIVERY, delivery)
                .flatMap(planned -> change.find(EVENT, planned.path("event").asString())
                        .map(event -> new Letter(planned.path("url").asString(), Json.text(event)))));
        if (letter.isEmpty()) {
            return;
        }
        places.acquireUninterruptibly();
        boolean accepted;
        try {
            accepted = post(letter.get());
        } finally {
            places.release();
        }
        if (accepted) {
            delivered.incrementAndGet();
            store.change(change -> {
                change.remove(DELIVERY, delivery);
                return true;
            });
        } else {
            failedAttempts.incrementAndGet();
            tryLater(delivery).ifPresent(at -> schedule(delivery, at));
        }
    }

    private boolean post(Letter letter) {
        try {
            var request = HttpRequest.newBuilder(URI.create(letter.url()))
                    .timeout(ANSWER_TIME)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                    .header(
                            "Stripe-Signature",
                            Signatures.header(
                                    letter.payload(), secret, clock.instant().getEpochSecond()))
                    .POST(HttpRequest.BodyPublishers.ofString(letter.payload()))
                    .build();
            var status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<Long> tryLater(String delivery) {
        return store.change(change -> change.find(DELIVERY, delivery).flatMap(planned -> {
            var attempt = planned.path("attempt").asInt() + 1;
            if (attempt >= MOST_ATTEMPTS) {
                givenUp.incrementAndGet();
                change.remove(DELIVERY, delivery);
                return Optional.empty();
            }
            var pause = Math.min(LONGEST_PAUSE_MILLIS, 500L << Math.min(attempt, 10));
            var at = clock.millis() + pause;
            change.put(DELIVERY, delivery, planned.put("attempt", attempt).put("at", at));
            return Optional.of(at);
        }));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.shutdownNow();
    }
}
