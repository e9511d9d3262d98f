package shop.local.infra;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of the fleet, each with the topic for what its consumers could not handle. */
public final class Topics {

    /** Enough for two instances of a service and their threads; each costs memory, files and a share of every idle poll. */
    public static final int PARTITIONS = 3;

    static final short ONE_COPY = 1;

    private static final List<String> KEPT_FOR_A_WHILE =
            List.of("order_placed", "order_status", "payment_status", "user_registered");

    /** A new consumer builds its whole copy from these, so the last word per key is kept for ever. */
    private static final List<String> COMPACTED = List.of("product_updated", "stock_changed", "user_status");

    private Topics() {}

    /** Creates what is missing; what exists is left as it is, also if an earlier version gave it more partitions. */
    public static void create(String bootstrapServers) throws InterruptedException {
        create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** @param settings of a client that may create topics */
    static void create(Map<String, Object> settings) throws InterruptedException {
        try (var admin = Admin.create(settings)) {
            create(admin, PARTITIONS, ONE_COPY);
        }
    }

    /** Creates what is missing; what exists keeps its partitions and copies. */
    static void create(Admin admin, int partitions, short copies) throws InterruptedException {
        for (var created : admin.createTopics(all(partitions, copies)).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new InfrastructureException("The topics could not be created: " + e.getCause(), e);
                }
            }
        }
    }

    private static List<NewTopic> all(int partitions, short copies) {
        var topics = new ArrayList<NewTopic>();
        KEPT_FOR_A_WHILE.forEach(
                name -> topics.add(topic(name, partitions, copies, TopicConfig.CLEANUP_POLICY_DELETE)));
        COMPACTED.forEach(name -> topics.add(topic(name, partitions, copies, TopicConfig.CLEANUP_POLICY_COMPACT)));
        KEPT_FOR_A_WHILE.forEach(name -> topics.add(deadLetters(name, copies)));
        COMPACTED.forEach(name -> topics.add(deadLetters(name, copies)));
        return topics;
    }

    private static NewTopic topic(String name, int partitions, short copies, String cleanupPolicy) {
        var configs = new HashMap<>(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy));
        if (copies >= 3) {
            // With acks=all alone, one replica in sync would be enough, and its loss would lose what was acknowledged.
            configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        return new NewTopic(name, partitions, copies).configs(configs);
    }

    /** A dead letter is news for people: few, in one order, never compacted away, and larger than its original by its headers. */
    private static NewTopic deadLetters(String of, short copies) {
        return new NewTopic(of + "-dlt", 1, copies)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(Duration.ofDays(30).toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(4 << 20)));
    }
}
