package shop.messaging;

/**
 * Where a PostgreSQL service writes the facts it tells. The row is written in the caller's transaction and leaves for Kafka
 * within milliseconds of its commit; a roll-back takes it along.
 */
public interface Outbox {

    /** Throws {@link IllegalStateException} outside of a transaction, where the promise could not be kept. */
    void append(OutgoingEvent event);
}
