package shop.payment.support;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import shop.payment.application.WebhookEvent;
import shop.payment.application.WebhookEvents;
import shop.payment.domain.Provider;

public final class InMemoryWebhookEvents implements WebhookEvents {

    public final Map<String, String> states = new LinkedHashMap<>();
    private final Map<String, WebhookEvent> all = new LinkedHashMap<>();
    private final Map<String, Instant> due = new HashMap<>();
    private final Map<String, Integer> tries = new HashMap<>();

    @Override
    public boolean add(WebhookEvent event, Instant now, Instant tryAt) {
        return add(event, "PENDING", tryAt);
    }

    @Override
    public boolean addDone(WebhookEvent event, Instant now) {
        return add(event, "DONE", now);
    }

    @Override
    public void addIgnored(Provider provider, String id, String type, boolean livemode, String detail, Instant now) {
        states.putIfAbsent(id, "IGNORED");
    }

    /** What takes back all that was added after this call. */
    public Runnable checkpoint() {
        var known = Set.copyOf(all.keySet());
        return () -> {
            all.keySet().retainAll(known);
            states.entrySet()
                    .removeIf(state ->
                            !known.contains(state.getKey()) && !state.getValue().equals("IGNORED"));
            due.keySet().retainAll(known);
        };
    }

    private boolean add(WebhookEvent event, String state, Instant tryAt) {
        due.putIfAbsent(event.id(), tryAt);
        states.putIfAbsent(event.id(), state);
        return all.putIfAbsent(event.id(), event) == null;
    }

    @Override
    public Optional<Claimed> claimDue(Instant now, Duration first, Duration longest) {
        for (var event : all.values()) {
            if ("PENDING".equals(states.get(event.id()))
                    && !Objects.requireNonNull(due.get(event.id())).isAfter(now)) {
                due.put(event.id(), now.plus(first));
                return Optional.of(new Claimed(event, tries.merge(event.id(), 1, Integer::sum)));
            }
        }
        return Optional.empty();
    }

    @Override
    public void done(String id) {
        states.put(id, "DONE");
    }

    @Override
    public int purge(Instant before, int limit) {
        return 0;
    }

    @Override
    public int purgeGivenUp(Instant before, int limit) {
        return 0;
    }

    @Override
    public void giveUp(String id) {
        states.put(id, "GIVEN_UP");
    }
}
