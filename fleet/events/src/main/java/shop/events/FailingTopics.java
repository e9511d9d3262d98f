package shop.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Topics whose last answer was a failure, and when each is tried again: with growing pauses, and then with a few events, so that neither a
 * topic that refuses nor a broker that is down is asked for each event that waits.
 */
final class FailingTopics {

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);

    private record Failing(Duration backOff, long nextTryAt) {}

    private final Duration longestBackOff;
    private final LongSupplier nanoTime;
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    FailingTopics(Duration longestBackOff, LongSupplier nanoTime) {
        this.longestBackOff = longestBackOff;
        this.nanoTime = nanoTime;
    }

    boolean contains(String topic) {
        return failing.containsKey(topic);
    }

    boolean isEmpty() {
        return failing.isEmpty();
    }

    /** Those that are not to be tried now. */
    List<String> paused() {
        var now = nanoTime.getAsLong();
        return failing.entrySet().stream()
                .filter(one -> one.getValue().nextTryAt() - now > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    List<String> all() {
        return new ArrayList<>(failing.keySet());
    }

    void failed(String topic) {
        failing.putIfAbsent(topic, new Failing(FIRST_BACK_OFF, nanoTime.getAsLong() + FIRST_BACK_OFF.toNanos()));
    }

    void addAll(Collection<String> topics) {
        topics.forEach(this::failed);
    }

    /** Says that some of it are sent again: the pause before the next time grows. */
    void tried(String topic) {
        failing.computeIfPresent(topic, (_, before) -> {
            var doubled = before.backOff().multipliedBy(2);
            var backOff = doubled.compareTo(longestBackOff) < 0 ? doubled : longestBackOff;
            return new Failing(backOff, nanoTime.getAsLong() + backOff.toNanos());
        });
    }

    /** Returns whether it was failing before. */
    boolean succeeded(String topic) {
        return failing.remove(topic) != null;
    }
}
