package shop.local.razorpay;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import shop.local.razorpay.Store.Kind;
import tools.jackson.databind.node.ObjectNode;

/** Plans and sends signed webhooks, again with growing pauses until the receiver answers 2xx. */
final class Webhooks implements Closeable {

    private static final int MOST_ATTEMPTS = 80;
    private static final int MOST_OVERTAKING_MILLIS = 2_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

    private final Store store;
    private final String secret;
    private final @Nullable String configuredUrl;
    private final Clock clock;
    private final RandomGenerator random;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIME)
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("razorpay-sandbox-webhooks").daemon().factory());
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failedAttempts = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    Webhooks(Store store, String secret, @Nullable String configuredUrl, Clock clock, RandomGenerator random) {
        this.store = store;
        this.secret = secret;
        this.configuredUrl = configuredUrl;
        this.clock = clock;
        this.random = random;
    }

    static String signature(String payload, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(payload.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    /** Takes up the deliveries that an earlier process left undone. */
    void resume() {
        store.change(change -> {
            change.ids(Kind.DELIVERY)
                    .forEach(id -> schedule(
                            id, change.require(Kind.DELIVERY, id).path("at").asLong()));
            return true;
        });
    }

    /** Plans the webhook of an event for every endpoint; the entities by their names, as the payload holds them. */
    void emit(Store.Change change, String event, Modes modes, ObjectNode entities) {
        var body = Json.object().put("entity", "event").put("account_id", "acc_Sandbox0000001");
        body.put("event", event);
        var contains = body.putArray("contains");
        var payload = body.putObject("payload");
        entities.propertyStream().forEach(entry -> {
            contains.add(entry.getKey());
            payload.putObject(entry.getKey()).set("entity", entry.getValue());
        });
        body.put("created_at", clock.instant().getEpochSecond());
        var text = Json.text(body);
        var id = Ids.next("");
        change.put(Kind.EVENT, id, Json.object().put("event", event));
        var urls = new LinkedHashSet<String>();
        if (configuredUrl != null) {
            urls.add(configuredUrl);
        }
        change.ids(Kind.ENDPOINT).forEach(urls::add);
        for (var url : urls) {
            if (Modes.happens(modes.webhookLostRatio(), random)) {
                lost.incrementAndGet();
                continue;
            }
            if (Modes.happens(modes.webhookBadSignatureRatio(), random)) {
                plan(change, id, url, text, false, modes);
            }
            plan(change, id, url, text, true, modes);
            if (Modes.happens(modes.webhookDuplicateRatio(), random)) {
                plan(change, id, url, text, true, modes);
            }
        }
    }

    private void plan(Store.Change change, String event, String url, String text, boolean signed, Modes modes) {
        var id = Ids.next("del_");
        var at = clock.millis()
                + modes.webhookDelaySeconds() * 1_000L
                + (modes.webhookReorder() ? random.nextInt(MOST_OVERTAKING_MILLIS) : 0);
        change.put(
                Kind.DELIVERY,
                id,
                Json.object()
                        .put("event", event)
                        .put("url", url)
                        .put("body", text)
                        .put("signed", signed)
                        .put("attempt", 0)
                        .put("at", at));
        change.afterwards(() -> schedule(id, at));
    }

    private void schedule(String delivery, long atMillis) {
        try {
            var _ = timer.schedule(
                    () -> Thread.ofVirtual().start(() -> send(delivery)),
                    Math.max(0, atMillis - clock.millis()),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The delivery is in the store; the next process sends it.
        }
    }

    ObjectNode counts() {
        return Json.object()
                .put("delivered", delivered.get())
                .put("failedAttempts", failedAttempts.get())
                .put("lost", lost.get());
    }

    private void send(String delivery) {
        var planned = store.change(change -> change.find(Kind.DELIVERY, delivery));
        if (planned.isEmpty()) {
            return;
        }
        var signed = planned.get().path("signed").asBoolean();
        if (post(planned.get()) || !signed) {
            delivered.incrementAndGet();
            store.change(change -> {
                change.remove(Kind.DELIVERY, delivery);
                return true;
            });
            return;
        }
        failedAttempts.incrementAndGet();
        tryLater(delivery);
    }

    private boolean post(ObjectNode planned) {
        var body = planned.path("body").asString();
        var key = planned.path("signed").asBoolean() ? secret : secret + "-of-another";
        try {
            var request = HttpRequest.newBuilder(URI.create(planned.path("url").asString()))
                    .timeout(ANSWER_TIME)
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "Razorpay-Webhook/v1")
                    .header("X-Razorpay-Event-Id", planned.path("event").asString())
                    .header("X-Razorpay-Signature", signature(body, key))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tryLater(String delivery) {
        store.change(change -> {
            var planned = change.find(Kind.DELIVERY, delivery);
            if (planned.isEmpty()) {
                return true;
            }
            var attempt = planned.get().path("attempt").asInt() + 1;
            if (attempt >= MOST_ATTEMPTS) {
                change.remove(Kind.DELIVERY, delivery);
                return true;
            }
            var at = clock.millis() + Math.min(LONGEST_PAUSE_MILLIS, 500L << Math.min(attempt, 10));
            change.put(
                    Kind.DELIVERY,
                    delivery,
                    planned.get().put("attempt", attempt).put("at", at));
            change.afterwards(() -> schedule(delivery, at));
            return true;
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.shutdownNow();
    }
}
