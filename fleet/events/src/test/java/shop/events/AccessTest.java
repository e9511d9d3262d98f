package shop.events;

import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import shop.test.KafkaAccess;
import shop.test.SecuredKafka;

/** What {@code deploy/kafka/access.txt} allows and refuses, on a real broker, for each service and topic. */
class AccessTest {

    private static final KafkaAccess ACCESS = KafkaAccess.read();

    /** The exception to one writer for each topic, see ADR 42. */
    private static final String REPLAY = "dead-letter-replay";

    private static final List<String> TOPICS =
            Arrays.stream(FleetTopics.all(1, (short) 1)).map(NewTopic::name).toList();

    private final SecuredKafka kafka = SecuredKafka.shared();

    static Stream<String> users() {
        return ACCESS.users().stream().sorted();
    }

    static Stream<String> topics() {
        return TOPICS.stream().filter(topic -> !topic.endsWith(DeadLetters.SUFFIX));
    }

    @Test
    void theListHasTheTopicsOfTheFleetAndNoOther() {
        assertThat(ACCESS.rules())
                .filteredOn(rule -> rule.kind() == TOPIC)
                .extracting(KafkaAccess.Rule::name)
                .containsAll(TOPICS)
                .allMatch(TOPICS::contains);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void aTopicHasOneWriterAndItsDeadLettersThoseThatConsumeIt(String topic) {
        assertThat(ACCESS.users(WRITE, TOPIC, topic))
                .as("writers of %s", topic)
                .hasSize(2)
                .contains(REPLAY);
        var consumers = ACCESS.users().stream()
                .filter(user -> ACCESS.names(user, READ, GROUP).contains(user + "." + topic))
                .collect(Collectors.toSet());
        assertThat(ACCESS.users(WRITE, TOPIC, topic + DeadLetters.SUFFIX))
                .as("writers of the dead letters of %s", topic)
                .isEqualTo(consumers);
        assertThat(ACCESS.users(READ, TOPIC, topic)).as("readers of %s", topic).containsAll(consumers);
    }

    @ParameterizedTest
    @MethodSource("users")
    void aUserWritesItsOwnTopicsAndNoOther(String user) {
        try (var producer = producer(properties(user))) {
            for (var topic : TOPICS) {
                var sent = producer.send(new ProducerRecord<>(topic, user, "a record of " + user));
                if (ACCESS.names(user, WRITE, TOPIC).contains(topic)) {
                    assertThatCode(sent::get).as("%s writes %s", user, topic).doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(sent::get)
                            .as("%s writes %s", user, topic)
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(AuthorizationException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("users")
    void aUserReadsWhatItConsumesAndNoOther(String user) {
        for (var topic : TOPICS) {
            try (var consumer = consumer(properties(user), Map.of())) {
                var partition = new TopicPartition(topic, 0);
                consumer.assign(List.of(partition));
                if (ACCESS.names(user, READ, TOPIC).contains(topic)) {
                    consumer.seekToBeginning(List.of(partition));
                    consumer.poll(Duration.ofMillis(1));
                    assertThat(consumer.position(partition))
                            .as("%s reads %s", user, topic)
                            .isNotNegative();
                } else {
                    // With a position given, since to ask for one is a right that comes with less.
                    consumer.seek(partition, 0);
                    assertThatThrownBy(() -> {
                                for (var tries = 0; tries < 100; tries++) {
                                    consumer.poll(Duration.ofMillis(100));
                                }
                            })
                            .as("%s reads %s", user, topic)
                            .isInstanceOf(AuthorizationException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("users")
    void aUserHasItsOwnGroupsAndNoOther(String user) {
        var groups = ACCESS.rules().stream()
                .filter(rule -> rule.kind() == GROUP && rule.operation() == READ)
                .map(KafkaAccess.Rule::name)
                .toList();
        for (var group : groups) {
            try (var consumer = consumer(properties(user), Map.of(ConsumerConfig.GROUP_ID_CONFIG, group))) {
                // Readers may do it with any of the topics that they read.
                var topic = ACCESS.names(user, READ, TOPIC).stream().findFirst().orElse("order_placed");
                var position = Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0));
                if (ACCESS.names(user, READ, GROUP).contains(group)) {
                    assertThatCode(() -> consumer.commitSync(position))
                            .as("%s commits as %s", user, group)
                            .doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(() -> consumer.commitSync(position))
                            .as("%s commits as %s", user, group)
                            .isInstanceOf(AuthorizationException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("users")
    void everyUserIsKnownOverTlsToo(String user) throws Exception {
        var properties = KafkaClients.properties(kafka.tlsSettings(user));
        try (var producer = producer(properties)) {
            for (var topic : ACCESS.names(user, WRITE, TOPIC)) {
                producer.send(new ProducerRecord<>(topic, user, "over TLS")).get();
            }
        }
    }

    @Test
    void aBrokerWithAnotherCertificateGetsNoPassword() {
        // Trusts what the JDK trusts, which the test broker's certificate is not.
        var settings = new HashMap<>(kafka.tlsSettings("order-service"));
        settings.remove("KAFKA_CA_FILE");
        try (var producer = producer(KafkaClients.properties(settings))) {
            assertThatThrownBy(producer.send(new ProducerRecord<>("order_placed", "key", "value"))::get)
                    .hasCauseInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void nobodyWritesAnythingWithoutCredentials() throws Exception {
        var before = ends();
        for (var settings : List.of(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        kafka.tlsBootstrapServers(),
                        "KAFKA_SECURITY_PROTOCOL",
                        "SSL",
                        "KAFKA_CA_FILE",
                        kafka.caFile().toString()))) {
            // The broker hangs up on what is no login, and the client would go on trying.
            var hasty = new HashMap<>(settings);
            hasty.put("spring.kafka.producer.properties.max.block.ms", "500");
            try (var producer = producer(KafkaClients.properties(hasty))) {
                for (var topic : TOPICS) {
                    assertThatThrownBy(producer.send(new ProducerRecord<>(topic, "key", "forged"))::get)
                            .hasCauseInstanceOf(TimeoutException.class);
                }
            }
        }
        assertThat(ends()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("users")
    void nobodyIsLetInByAnotherPassword(String user) {
        var settings = new HashMap<>(kafka.settings(user));
        settings.put("KAFKA_PASSWORD", kafka.password("somebody else"));
        try (var producer = producer(KafkaClients.properties(settings))) {
            assertThatThrownBy(producer.send(new ProducerRecord<>("user_status", "key", "forged"))::get)
                    .hasCauseInstanceOf(AuthenticationException.class);
        }
    }

    private KafkaProperties properties(String user) {
        return KafkaClients.properties(kafka.settings(user));
    }

    private static KafkaProducer<String, String> producer(KafkaProperties properties) {
        var settings = properties.buildProducerProperties();
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        return new KafkaProducer<>(settings);
    }

    private static KafkaConsumer<String, String> consumer(KafkaProperties properties, Map<String, Object> more) {
        var settings = properties.buildConsumerProperties();
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /** How much is in each partition. */
    private Map<TopicPartition, Long> ends() throws Exception {
        try (var admin = Admin.create(kafka.adminSettings())) {
            var partitions = admin.describeTopics(TOPICS).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, found -> found.getValue().offset()));
        }
    }
}
