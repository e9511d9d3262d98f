package shop.order.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import shop.order.domain.OrderId;

/** Remembers where Kafka has the events that were told and heard of orders. */
public interface EventPlaces {

    /** Remembering one twice changes nothing. */
    void addAll(Collection<Place> places);

    /**
     * Deletes some of those that were published before that, the oldest first; passes over those that another instance is just deleting.
     *
     * @return how many
     */
    long deleteBefore(Instant limit, int atMost);

    /** Those of one order, by time. */
    List<Place> of(OrderId order);

    /**
     * An event in its place.
     *
     * @param version the aggregate's that the event is about: the order's, or what was counted of its payments
     */
    record Place(
            OrderId order,
            String topic,
            int partition,
            long offset,
            UUID event,
            String type,
            long version,
            Instant toldAt) {}
}
