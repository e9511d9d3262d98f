package shop.messaging;

import java.util.List;

/**
 * A bean of this type learns where Kafka has this service's own events, so that the service need not consume its own topics for that.
 * PostgreSQL only.
 */
@FunctionalInterface
public interface PublishedEvents {

    /**
     * Called in the transaction that removes the events from the outbox, many at once. An event may come again, at another position, if
     * it was published twice. A failure keeps the events in the outbox: they are published again later.
     */
    void record(List<PublishedEvent> events);
}
