package shop.events;

import java.util.List;

/**
 * Where a PostgreSQL service writes the events it publishes. The row is written in the caller's transaction and leaves for Kafka
 * within milliseconds of its commit; a roll-back takes it along.
 */
public interface Outbox {

    /** Throws {@link IllegalStateException} outside of a transaction, where the promise could not be kept. */
    void append(OutgoingEvent event);

    /** As {@link #append} for each of them in this order, but with one statement. */
    default void appendAll(List<OutgoingEvent> events) {
        events.forEach(this::append);
    }
}
