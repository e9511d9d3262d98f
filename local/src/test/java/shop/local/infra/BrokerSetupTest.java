package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSetupTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ADMIN_PASSWORD = "admin-secret";

    @TempDir
    Path folder;

    @Test
    void letsEachUserWriteItsOwnTopicsAndMayBeRepeated() throws Exception {
        try (var broker =
                SecuredKafkaBroker.start(folder.resolve("data"), Ports.free(), Ports.free(), ADMIN_PASSWORD)) {
            var environment = new HashMap<>(Map.of(
                    "BOOTSTRAP_SERVERS",
                    broker.bootstrapServers(),
                    "ADMIN_CONFIG",
                    adminConfig().toString(),
                    "ACCESS_FILE",
                    accessFile("order-service Write topic order_placed order_status # its own")
                            .toString(),
                    "ORDER_SERVICE_PASSWORD",
                    "fi\"rst \\ secret"));

            BrokerSetup.run(environment);

            awaitSent(broker, "order_placed", "fi\"rst \\ secret");
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> send(broker, "payment_status", "fi\"rst \\ secret"))
                    .withCauseInstanceOf(TopicAuthorizationException.class);

            environment.put("ORDER_SERVICE_PASSWORD", "second");
            BrokerSetup.run(environment);

            awaitSent(broker, "order_status", "second");
            Awaitility.await("the first password to be refused")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThatExceptionOfType(ExecutionException.class)
                            .isThrownBy(() -> send(broker, "order_placed", "fi\"rst \\ secret"))
                            .withCauseInstanceOf(SaslAuthenticationException.class));
        }
    }

    @Test
    void createsMissingTopicsWithThePartitionsAskedForAndKeepsThoseThatAreThere() throws Exception {
        try (var broker = KafkaBroker.start(folder.resolve("data"), Ports.free(), false);
                var admin =
                        Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
            admin.deleteTopics(List.of("user_status")).all().get(30, TimeUnit.SECONDS);

            BrokerSetup.run(Map.of("BOOTSTRAP_SERVERS", broker.bootstrapServers(), "TOPIC_PARTITIONS", "5"));

            Awaitility.await("the topic").atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                var topics = admin.describeTopics(List.of("user_status", "order_placed"))
                        .allTopicNames()
                        .get(30, TimeUnit.SECONDS);
                assertThat(partitions(topics, "user_status")).isEqualTo(5);
                assertThat(partitions(topics, "order_placed")).isEqualTo(Topics.PARTITIONS);
            });
            // As the services make them, where they are allowed to: FleetTopics.
            var deadLetters = new ConfigResource(ConfigResource.Type.TOPIC, "user_status-dlt");
            var config = Objects.requireNonNull(admin.describeConfigs(List.of(deadLetters))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(deadLetters));
            assertThat(config.get(TopicConfig.RETENTION_MS_CONFIG).value())
                    .isEqualTo(String.valueOf(Duration.ofDays(30).toMillis()));
            assertThat(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()).isEqualTo(String.valueOf(4 << 20));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a Write topic, without a name",
        "a Wrte topic t, unknown operation Wrte",
        "a Write cluster t, 'kind cluster, expected topic or group'",
        "# nobody, gives nobody a right"
    })
    void refusesAListThatItCannotRead(String list, String complaint) throws Exception {
        var environment = Map.of(
                "BOOTSTRAP_SERVERS",
                "127.0.0.1:9",
                "ACCESS_FILE",
                accessFile(list).toString());

        assertThatExceptionOfType(InfrastructureException.class)
                .isThrownBy(() -> BrokerSetup.run(environment))
                .withMessageContaining("ACCESS_FILE")
                .withMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "BOOTSTRAP_SERVERS, '', BOOTSTRAP_SERVERS must be set",
        "TOPIC_PARTITIONS, many, TOPIC_PARTITIONS is many",
        "TOPIC_REPLICAS, 0, TOPIC_REPLICAS is 0",
        "ACCESS_FILE, /no/such/file, ACCESS_FILE is /no/such/file",
        "ADMIN_CONFIG, /no/such/file, ADMIN_CONFIG is /no/such/file"
    })
    void namesTheVariableThatIsWrong(String variable, String value, String complaint) {
        var environment = new HashMap<>(Map.of("BOOTSTRAP_SERVERS", "127.0.0.1:9"));
        environment.put(variable, value);

        assertThatExceptionOfType(InfrastructureException.class)
                .isThrownBy(() -> BrokerSetup.run(environment))
                .withMessageContaining(complaint);
    }

    private Path accessFile(String list) throws Exception {
        return Files.writeString(folder.resolve("access.txt"), list + "\n");
    }

    private Path adminConfig() throws Exception {
        var properties = new Properties();
        properties.putAll(client(SecuredKafkaBroker.ADMIN_USER, ADMIN_PASSWORD));
        var file = folder.resolve("admin.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }

    /** A new user is known to the broker a moment after it was made. */
    private static void awaitSent(SecuredKafkaBroker broker, String topic, String password) {
        Awaitility.await("a record on " + topic)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> send(broker, topic, password));
    }

    private static void send(SecuredKafkaBroker broker, String topic, String password) throws Exception {
        var settings = client("order-service", password);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        // Without: an idempotent producer of a user without that right is refused before its record is.
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get(30, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Object> client(String user, String password) {
        var quoted = password.replace("\\", "\\\\").replace("\"", "\\\"");
        var settings = new HashMap<String, Object>();
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
        settings.put(SaslConfigs.SASL_MECHANISM, "SCRAM-SHA-512");
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + quoted + "\";");
        return settings;
    }

    private static int partitions(Map<String, TopicDescription> topics, String topic) {
        return Objects.requireNonNull(topics.get(topic)).partitions().size();
    }
}
