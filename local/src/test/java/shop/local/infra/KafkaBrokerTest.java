package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    private static final Set<String> TOPICS = Set.of(
            "order_placed",
            "order_status",
            "payment_status",
            "user_registered",
            "product_updated",
            "stock_changed",
            "user_status");

    private static final Set<String> COMPACTED = Set.of("product_updated", "stock_changed", "user_status");

    @Test
    void makesTheTopicsOfTheFleetAndKeepsTheirRecordsOverARestart(@TempDir Path data) throws Exception {
        try (var broker = KafkaBroker.start(data, Ports.free(), false)) {
            assertThat(partitionsByTopic(broker)).containsExactlyInAnyOrderEntriesOf(expectedPartitions());
            for (var topic : TOPICS) {
                assertThat(cleanupPolicy(broker, topic))
                        .as(topic)
                        .isEqualTo(COMPACTED.contains(topic) ? "compact" : "delete");
                assertThat(cleanupPolicy(broker, topic + "-dlt"))
                        .as(topic + "-dlt")
                        .isEqualTo("delete");
            }
            send(broker, new ProducerRecord<>("order_placed", 3, "key", "value"));
        }
        try (var broker = KafkaBroker.start(data, Ports.free(), false)) {
            assertThat(partitionsByTopic(broker)).contains(entry("order_placed", Topics.PARTITIONS));
            assertThat(end(broker, new TopicPartition("order_placed", 3))).isEqualTo(1);
        }
    }

    private static Map<String, Integer> expectedPartitions() {
        var partitions = TOPICS.stream().collect(Collectors.toMap(topic -> topic, _ -> 12));
        TOPICS.forEach(topic -> partitions.put(topic + "-dlt", 1));
        return partitions;
    }

    private static Map<String, Integer> partitionsByTopic(KafkaBroker broker)
            throws ExecutionException, InterruptedException {
        try (var admin = admin(broker)) {
            return admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get().values().stream()
                    .collect(Collectors.toMap(
                            TopicDescription::name, topic -> topic.partitions().size()));
        }
    }

    private static String cleanupPolicy(KafkaBroker broker, String topic)
            throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = admin(broker)) {
            return admin.describeConfigs(Set.of(resource)).all().get().values().stream()
                    .map(config -> config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long end(KafkaBroker broker, TopicPartition partition)
            throws ExecutionException, InterruptedException {
        try (var admin = admin(broker)) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    private static void send(KafkaBroker broker, ProducerRecord<String, String> message)
            throws ExecutionException, InterruptedException {
        var settings = Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(message).get();
        }
    }

    private static Admin admin(KafkaBroker broker) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }
}
