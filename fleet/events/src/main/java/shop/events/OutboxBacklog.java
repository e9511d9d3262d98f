package shop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says what waits in an outbox. */
interface OutboxBacklog {

    /**
     * As it is, or was when somebody last looked.
     *
     * @param pending events that wait for Kafka
     * @param oldest when the oldest of them was written; null if none waits
     * @param parked events that Kafka can never take
     */
    record Backlog(long pending, @Nullable Instant oldest, long parked) {

        static final Backlog NONE = new Backlog(0, null, 0);

        Backlog plus(Backlog other) {
            return new Backlog(pending + other.pending, older(oldest, other.oldest), parked + other.parked);
        }

        private static @Nullable Instant older(@Nullable Instant one, @Nullable Instant other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.isBefore(other) ? one : other;
        }
    }

    Backlog now();
}
