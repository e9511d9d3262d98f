package shop.operations;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that a consumer could not handle, without what it says: that may be personal.
 *
 * @param topic where it came from, and {@code partition} and {@code offset} where it was there; -1 if it does not say
 * @param consumerGroup who could not handle it
 * @param exception the class of what went wrong
 * @param size of its content in bytes
 * @param actions what administrators did with it, oldest first
 */
record DeadLetter(
        UUID id,
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        @Nullable String consumerGroup,
        @Nullable String exception,
        Instant failedAt,
        int size,
        DeadLetterState state,
        List<Action> actions) {

    DeadLetter {
        actions = List.copyOf(actions);
    }

    /** Who did what to it, and when. */
    record Action(String action, UUID by, Instant at) {}
}
