package shop.order.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import shop.order.domain.OrderId;

/** Stores the positions of the Kafka records that were published and consumed about orders. */
public interface RecordPositions {

    /** Remembering one twice changes nothing. */
    void addAll(Collection<RecordPosition> positions);

    /**
     * Deletes some of those that were published before that, the oldest first; passes over those that another instance is just deleting.
     *
     * @return how many
     */
    long deleteBefore(Instant limit, int atMost);

    /** Those of one order, by time. */
    List<RecordPosition> of(OrderId order);

    /**
     * An event and the position of its record.
     *
     * @param version the aggregate's that the event is about: the order's, or what was counted of its payments
     */
    record RecordPosition(
            OrderId order,
            String topic,
            int partition,
            long offset,
            UUID event,
            String type,
            long version,
            Instant publishedAt) {}
}
