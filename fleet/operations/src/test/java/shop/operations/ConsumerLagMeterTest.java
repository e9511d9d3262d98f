package shop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
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
    private final List<Broker> brokers = new ArrayList<>();
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
        brokers.forEach(Broker::close);
    }

    @Test
    void aGroupWithoutMembersIsSeenInEachPartition() throws ExecutionException, InterruptedException {
        var meter = meter(new Broker(new KafkaAdmin(SETTINGS)));

        commit(1, 0);
        untilRead(meter, () -> assertThat(lag()).containsExactly(2.0, 2.0));

        commit(1, 2);
        untilRead(meter, () -> assertThat(lag()).containsExactly(2.0, 0.0));
    }

    @Test
    void aPartitionThatItHasNeverReadIsSeenToo() throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(3)))
                .all()
                .get();

        untilRead(
                meter(new Broker(new KafkaAdmin(SETTINGS))),
                () -> assertThat(lag()).containsExactly(0.0, 2.0));
    }

    @Test
    void aGroupThatIsDeletedIsNoLongerThere() throws ExecutionException, InterruptedException {
        var meter = meter(new Broker(new KafkaAdmin(SETTINGS)));
        commit(1, 0);
        untilRead(meter, () -> assertThat(lag()).hasSize(2));

        admin.deleteConsumerGroups(Set.of(group)).all().get();

        untilRead(meter, () -> assertThat(lag()).isEmpty());
    }

    @Test
    void whileTheBrokerIsAwayThereIsNoFigure() throws ExecutionException, InterruptedException {
        var away = new AtomicBoolean();
        var meter = meter(new Broker(new KafkaAdmin(SETTINGS)) {
            @Override
            Groups groups() {
                if (away.get()) {
                    throw new BrokerUnavailableException(new TimeoutException("no answer"));
                }
                return super.groups();
            }
        });
        commit(1, 0);
        untilRead(meter, () -> assertThat(lag()).hasSize(2));

        away.set(true);

        assertThatThrownBy(meter::read).isInstanceOf(BrokerUnavailableException.class);
        assertThat(lag()).isEmpty();
    }

    /** A broker that is busy may not answer in time, and is asked again. */
    private static void untilRead(ConsumerLagMeter meter, ThrowingRunnable asExpected) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreException(BrokerUnavailableException.class)
                .untilAsserted(() -> {
                    meter.read();
                    asExpected.run();
                });
    }

    private ConsumerLagMeter meter(Broker broker) {
        brokers.add(broker);
        return new ConsumerLagMeter(broker, registry);
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

    /** By partition. */
    private List<Double> lag() {
        return registry.find("shop.consumer.lag").tags("group", group, "topic", topic).gauges().stream()
                .sorted(Comparator.comparing(
                        gauge -> String.valueOf(gauge.getId().getTag("partition"))))
                .map(Gauge::value)
                .toList();
    }
}
