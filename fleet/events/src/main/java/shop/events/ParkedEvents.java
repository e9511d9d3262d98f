package shop.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * Events that Kafka refused for good and that were set aside, so that those behind them could leave. A human decides: try again once the
 * cause is gone, or let go. A released event arrives behind younger ones of its aggregate; consumers know by its version what to do.
 */
interface ParkedEvents {

    /**
     * One of them.
     *
     * @param key the aggregate that it is about
     * @param error what Kafka said
     * @param size of the envelope in characters
     */
    record ParkedEvent(UUID id, String topic, UUID key, String error, Instant parkedAt, long size) {}

    List<ParkedEvent> oldest(int limit);

    /**
     * Has it sent once more; if Kafka refuses it again, it is parked again.
     *
     * @return false if there is no such parked event
     * @throws TimeoutException if Kafka does not answer; the event stays parked
     */
    boolean release(UUID id) throws TimeoutException;

    /**
     * Deletes it unsent.
     *
     * @return false if there is no such parked event
     */
    boolean discard(UUID id);
}
