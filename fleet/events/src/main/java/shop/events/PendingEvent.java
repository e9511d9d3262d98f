package shop.events;

import java.util.UUID;

/**
 * An event that waits inside the MongoDB document whose change it publishes, in the array field {@value #FIELD}: one atomic document
 * write stores both. Made by {@link DocumentOutbox#pending}, removed by the relay once Kafka has it. Stored as
 * {@code {_id, topic, key, envelope}}, which is how Spring Data maps this record.
 *
 * @param envelope the whole CloudEvents envelope as JSON
 */
public record PendingEvent(UUID id, String topic, UUID key, String envelope) {

    /** The name that every document with pending events gives the array that holds them. */
    public static final String FIELD = "pendingEvents";
}
