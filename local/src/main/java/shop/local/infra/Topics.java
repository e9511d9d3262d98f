package shop.local.infra;

import java.util.ArrayList;
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

    public static final int PARTITIONS = 12;

    private static final List<String> KEPT_FOR_A_WHILE =
            List.of("order_placed", "order_status", "payment_status", "user_registered");

    /** A new consumer builds its whole copy from these, so the last word per key is kept for ever. */
    private static final List<String> COMPACTED = List.of("product_updated", "stock_changed");

    private Topics() {}

    /** Creates what is missing; what exists is left as it is. */
    public static void create(String bootstrapServers) throws InterruptedException {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            for (var created : admin.createTopics(all()).values().values()) {
                try {
                    created.get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new InfrastructureException("The topics could not be created: " + e.getCause(), e);
                    }
                }
            }
        }
    }

    private static List<NewTopic> all() {
        var topics = new ArrayList<NewTopic>();
        KEPT_FOR_A_WHILE.forEach(name -> topics.add(topic(name, TopicConfig.CLEANUP_POLICY_DELETE)));
        COMPACTED.forEach(name -> topics.add(topic(name, TopicConfig.CLEANUP_POLICY_COMPACT)));
        // A dead letter is news for people: it is never compacted away, whatever its topic does.
        KEPT_FOR_A_WHILE.forEach(name -> topics.add(topic(name + "-dlt", TopicConfig.CLEANUP_POLICY_DELETE)));
        COMPACTED.forEach(name -> topics.add(topic(name + "-dlt", TopicConfig.CLEANUP_POLICY_DELETE)));
        return topics;
    }

    private static NewTopic topic(String name, String cleanupPolicy) {
        return new NewTopic(name, PARTITIONS, (short) 1)
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy));
    }
}
