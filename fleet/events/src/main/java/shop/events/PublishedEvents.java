package shop.events;

import java.util.List;

/**
 * A bean of this type learns where Kafka has this service's own events, so that the service need not consume its own topics for that.
 * PostgreSQL only.
 */
@FunctionalInterface
public interface PublishedEvents {

    /**
     * Called in the transaction that removes the events from the outbox, many at once. An event may come again, at another position, if
     * it was published twice. The transaction is one of plain JDBC, not of JPA. A failure is retried for a while; of an event that goes on
     * failing the position stays unknown, because the events behind it must not wait for that.
     */
    void record(List<PublishedEvent> events);
}
