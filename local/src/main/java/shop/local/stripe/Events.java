package shop.local.stripe;

import static shop.local.stripe.Store.Kind.DELIVERY;
import static shop.local.stripe.Store.Kind.ENDPOINT;
import static shop.local.stripe.Store.Kind.EVENT;
import static shop.local.stripe.Store.Kind.MODES;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Records what happened as Stripe's events, and plans the webhooks that report them. */
final class Events {

    /** The API version that stripe-java 33.3.0 pins; it reads events of this version only. */
    static final String API_VERSION = "2026-07-29.dahlia";

    /** The key of the modes that hold for every payment without modes of its own. */
    static final String EVERY_PAYMENT = "all";

    private static final int MOST_OVERTAKING_MILLIS = 2_000;

    private final Clock clock;
    private final RandomGenerator random;
    private final Webhooks webhooks;
    private final @Nullable String configuredUrl;
    private final Set<String> configuredEvents;
    private final AtomicLong lost = new AtomicLong();

    Events(
            Clock clock,
            RandomGenerator random,
            Webhooks webhooks,
            @Nullable String configuredUrl,
            Set<String> configuredEvents) {
        this.clock = clock;
        this.random = random;
        this.webhooks = webhooks;
        this.configuredUrl = configuredUrl;
        this.configuredEvents = Set.copyOf(configuredEvents);
    }

    /** The modes of the first of these ids that has its own, else those of every payment. */
    Modes modes(Store.Change change, String... ids) {
        for (var id : ids) {
            var own = change.find(MODES, id);
            if (own.isPresent()) {
                return Modes.read(own.get());
            }
        }
        return change.find(MODES, EVERY_PAYMENT).map(Modes::read).orElse(Modes.NONE);
    }

    /** @param object the object as it is after what happened; hidden fields are left out */
    void emit(Store.Change change, String type, ObjectNode object, Modes modes) {
        var id = Ids.next("evt_");
        var urls = urls(change, type);
        var event = Json.object()
                .put("id", id)
                .put("object", "event")
                .put("api_version", API_VERSION)
                .put("created", clock.instant().getEpochSecond());
        event.putObject("data").set("object", Shapes.visible(object));
        event.put("livemode", false).put("pending_webhooks", urls.size());
        event.putObject("request").putNull("id").putNull("idempotency_key");
        event.put("type", type);
        change.put(EVENT, id, event);
        for (var url : urls) {
            if (Modes.happens(modes.webhookLostRatio(), random)) {
                lost.incrementAndGet();
                continue;
            }
            plan(change, id, url, modes);
            if (Modes.happens(modes.webhookDuplicateRatio(), random)) {
                plan(change, id, url, modes);
            }
        }
    }

    long lost() {
        return lost.get();
    }

    private void plan(Store.Change change, String event, String url, Modes modes) {
        var id = Ids.next("del_");
        var at = clock.millis()
                + modes.webhookDelaySeconds() * 1_000L
                + (modes.webhookReorder() ? random.nextInt(MOST_OVERTAKING_MILLIS) : 0);
        change.put(
                DELIVERY,
                id,
                Json.object()
                        .put("event", event)
                        .put("url", url)
                        .put("attempt", 0)
                        .put("at", at));
        change.afterwards(() -> webhooks.schedule(id, at));
    }

    private List<String> urls(Store.Change change, String type) {
        var urls = new ArrayList<String>();
        if (configuredUrl != null && (configuredEvents.contains("*") || configuredEvents.contains(type))) {
            urls.add(configuredUrl);
        }
        change.newestFirst(ENDPOINT)
                .filter(endpoint -> endpoint.path("enabled_events")
                        .valueStream()
                        .anyMatch(wanted -> wanted.asString().equals("*")
                                || wanted.asString().equals(type)))
                .map(endpoint -> endpoint.path("url").asString())
                .filter(url -> !urls.contains(url))
                .forEach(urls::add);
        return urls;
    }
}
