package shop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaAdmin;
import shop.test.Infrastructure;

/** Of a group whose members are all gone, as it is after a crash. */
class ConsumerLagMeterTest {

    private static final Map<String, Object> SETTINGS = Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Infrastructure.shared().kafka());

    private final String topic = "lag-" + UUID.randomUUID();
    private final String group = "dead-" + UUID.randomUUID();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Admin admin;

    @BeforeEach
    void topicWithFiveRecords() throws ExecutionException, InterruptedException {
        admin = Admin.create(SETTINGS);
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        try (var producer = new KafkaProducer<>(SETTINGS, new StringSerializer(), new StringSerializer())) {
            for (var number = 0; number < 5; number++) {
                producer.send(new ProducerRecord<>(topic, number % 2, "key", "value"))
                        .get();
            }
        }
    }

    @AfterEach
    void removeThem() throws ExecutionException, InterruptedException {
        admin.deleteConsumerGroups(Set.of(group)).all().toCompletionStage().exceptionally(_ -> null);
        admin.deleteTopics(Set.of(topic)).all().get();
        admin.close();
    }

    @Test
    void aGroupWithoutMembersIsSeen() throws ExecutionException, InterruptedException {
        var meter = meter(SETTINGS);

        commit(1, 0);
        meter.read();
        assertThat(lag()).isEqualTo(2 + 2);

        commit(3, 2);
        meter.read();
        assertThat(lag()).isZero();
    }

    @Test
    void aGroupThatIsDeletedIsNoLongerThere() throws ExecutionException, InterruptedException {
        var meter = meter(SETTINGS);
        commit(1, 0);
        meter.read();
        assertThat(lag()).isNotNull();

        admin.deleteConsumerGroups(Set.of(group)).all().get();
        meter.read();

        assertThat(lag()).isNull();
    }

    @Test
    void withoutABrokerItSaysSo() {
        var meter = meter(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"));

        assertThatThrownBy(meter::read).isInstanceOf(BrokerUnavailableException.class);
    }

    private ConsumerLagMeter meter(Map<String, Object> settings) {
        return new ConsumerLagMeter(new ConsumerLag(new Broker(new KafkaAdmin(settings))), registry);
    }

    private void commit(long first, long second) throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(
                        group,
                        Map.of(
                                new TopicPartition(topic, 0), new OffsetAndMetadata(first),
                                new TopicPartition(topic, 1), new OffsetAndMetadata(second)))
                .all()
                .get();
    }

    private @Nullable Double lag() {
        var gauge = registry.find("shop.consumer.lag")
                .tags("group", group, "topic", topic)
                .gauge();
        return gauge == null ? null : gauge.value();
    }
}
