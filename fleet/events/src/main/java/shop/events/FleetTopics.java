package shop.events;

import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.kafka.config.TopicBuilder;

/** The topics of the fleet, for those who let a service create them. */
final class FleetTopics {

    private static final Set<String> LOGS = Set.of("order_placed", "order_status", "payment_status", "user_registered");
    /** The latest record of a key is the whole truth about it. */
    private static final Set<String> COMPACTED = Set.of("product_updated", "stock_changed", "user_status");

    private static final String DEAD_LETTERS_KEPT = String.valueOf(30L * 24 * 60 * 60 * 1000);
    /** A dead letter is its original and some headers. */
    private static final String LARGEST_DEAD_LETTER = String.valueOf(4 * 1024 * 1024);

    private FleetTopics() {}

    /** Whether events of this type are about an order by their key, payments' among them. */
    static boolean isAboutOrders(String type) {
        return type.startsWith("order.") || type.startsWith("payment.");
    }

    static NewTopic[] all(int partitions, short replicas) {
        var topics = Stream.concat(
                LOGS.stream().map(name -> topic(name, partitions, replicas).build()),
                COMPACTED.stream()
                        .map(name -> topic(name, partitions, replicas).compact().build()));
        var deadLetters = Stream.concat(LOGS.stream(), COMPACTED.stream())
                .map(name -> topic(name + DeadLetters.SUFFIX, 1, replicas)
                        .config(TopicConfig.RETENTION_MS_CONFIG, DEAD_LETTERS_KEPT)
                        .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_DEAD_LETTER)
                        .build());
        return Stream.concat(topics, deadLetters).toArray(NewTopic[]::new);
    }

    private static TopicBuilder topic(String name, int partitions, short replicas) {
        var topic = TopicBuilder.name(name).partitions(partitions).replicas(replicas);
        // With acks=all alone, one replica in sync would be enough, and its loss would lose what was acknowledged.
        return replicas >= 3 ? topic.config(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2") : topic;
    }
}
