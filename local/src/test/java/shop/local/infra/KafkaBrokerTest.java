package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
            send(broker, new ProducerRecord<>("order_placed", 2, "key", "value"));
        }
        try (var broker = KafkaBroker.start(data, Ports.free(), false)) {
            assertThat(partitionsByTopic(broker)).contains(entry("order_placed", Topics.PARTITIONS));
            assertThat(end(broker, new TopicPartition("order_placed", 2))).isEqualTo(1);
        }
    }

    @Test
    void whoComesThroughAProxyIsSentBackToTheProxy(@TempDir Path data) throws Exception {
        var behind = Ports.free();
        try (var proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var _ = KafkaBroker.start(
                        data, Ports.free(), KafkaBroker.Proxied.listOf(behind + ">" + proxy.getLocalPort()), false)) {
            proxy.setSoTimeout((int) PATIENCE.toMillis());
            var admin = admin(Ports.LOOPBACK + ":" + behind);
            try {
                admin.describeCluster();
                try (var client = proxy.accept()) {
                    assertThat(client.isConnected()).isTrue();
                }
            } finally {
                admin.close(Duration.ZERO);
            }
        }
    }

    @Test
    void acknowledgedRecordsSurviveAKill(@TempDir Path folder) throws Exception {
        var port = Ports.free();
        var first = startAlone(folder, port, "first");
        try (var producer = producer(Ports.LOOPBACK + ":" + port)) {
            for (var number = 0; number < 500; number++) {
                producer.send(new ProducerRecord<>("order_placed", 0, "key", "value-" + number))
                        .get();
            }
        } finally {
            first.kill();
        }
        assertThat(first.awaitEnd(PATIENCE)).isTrue();

        var second = startAlone(folder, port, "second");
        try (var admin = admin(Ports.LOOPBACK + ":" + port)) {
            assertThat(end(admin, new TopicPartition("order_placed", 0))).isEqualTo(500);
        } finally {
            second.kill();
        }
    }

    private static OsProcess startAlone(Path folder, int port, String run) throws Exception {
        var ready = folder.resolve(run + ".ready");
        var process = ChildJvm.start(
                folder,
                InfrastructurePart.class,
                "kafka",
                "--port=" + port,
                "--data=" + folder.resolve("data"),
                "--ready-file=" + ready);
        assertThat(OsProcess.await(PATIENCE, () -> Files.exists(ready) || !process.isAlive()))
                .isTrue();
        assertThat(process.isAlive()).as(folder.resolve("log").toString()).isTrue();
        return process;
    }

    private static Map<String, Integer> expectedPartitions() {
        var partitions = TOPICS.stream().collect(Collectors.toMap(topic -> topic, _ -> 3));
        TOPICS.forEach(topic -> partitions.put(topic + "-dlt", 1));
        return partitions;
    }

    private static Map<String, Integer> partitionsByTopic(KafkaBroker broker)
            throws ExecutionException, InterruptedException {
        try (var admin = admin(broker.bootstrapServers())) {
            return admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get().values().stream()
                    .collect(Collectors.toMap(
                            TopicDescription::name, topic -> topic.partitions().size()));
        }
    }

    private static String cleanupPolicy(KafkaBroker broker, String topic)
            throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = admin(broker.bootstrapServers())) {
            return admin.describeConfigs(Set.of(resource)).all().get().values().stream()
                    .map(config -> config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long end(KafkaBroker broker, TopicPartition partition)
            throws ExecutionException, InterruptedException {
        try (var admin = admin(broker.bootstrapServers())) {
            return end(admin, partition);
        }
    }

    private static long end(Admin admin, TopicPartition partition) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static void send(KafkaBroker broker, ProducerRecord<String, String> message)
            throws ExecutionException, InterruptedException {
        try (var producer = producer(broker.bootstrapServers())) {
            producer.send(message).get();
        }
    }

    private static KafkaProducer<String, String> producer(String bootstrapServers) {
        var settings = Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }
}
