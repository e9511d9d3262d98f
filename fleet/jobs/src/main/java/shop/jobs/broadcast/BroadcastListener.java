package shop.jobs.broadcast;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Called by a {@link BroadcastReader}, always on its thread; what it throws ends the connection, and the next one begins anew. */
public interface BroadcastListener {

    /** A consumer has its partitions and needs to be set to where it begins. */
    void onConnected(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) throws Exception;

    /** A record. One that cannot be read is passed over: all instances read it, so it is for none of them to write a dead letter. */
    void onRecord(ConsumerRecord<byte[], byte[]> message) throws Exception;

    /** The records of a poll have been given out, if there were any. */
    default void onPolled(Consumer<byte[], byte[]> consumer) throws Exception {}

    /** How long the next poll may wait for a record. */
    Duration pollTimeout();

    /** Asked now and then, as an idle topic and a dead broker look alike: whether the connection still is what it should be. */
    default boolean isCurrent(Consumer<byte[], byte[]> consumer) throws Exception {
        return true;
    }

    /** The connection is lost, or could not be made. */
    default void onFailure(Throwable failure) throws Exception {}
}
