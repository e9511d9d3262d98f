package shop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.KafkaAdmin;

class SettingsTest {

    final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(EventsAutoConfiguration.class, KafkaAutoConfiguration.class))
            .withPropertyValues("spring.application.name=order-service", "spring.kafka.bootstrap-servers=127.0.0.1:1");

    @Test
    void withThreeReplicasTwoMustHaveWhatIsAcknowledged() {
        assertThat(FleetTopics.all(12, (short) 3))
                .hasSize(14)
                .allSatisfy(topic -> assertThat(topic.configs()).containsEntry("min.insync.replicas", "2"));
        assertThat(FleetTopics.all(12, (short) 1))
                .extracting(NewTopic::configs)
                .allSatisfy(configs -> assertThat(configs == null || !configs.containsKey("min.insync.replicas"))
                        .isTrue());
    }

    @Test
    void listenersAskAgainWhenTheBrokerDoesNotKnowThem() {
        service.run(context -> {
            for (ConcurrentKafkaListenerContainerFactory<?, ?> factory : context.getBeansOfType(
                            ConcurrentKafkaListenerContainerFactory.class)
                    .values()) {
                var container = factory.createContainer("order_status");
                assertThat(container.getContainerProperties().getAuthExceptionRetryInterval())
                        .isEqualTo(Duration.ofSeconds(10));
            }
        });
    }

    @Test
    void everySettingIsBound() {
        service.withPropertyValues(
                        "shop.messaging.partitions=7",
                        "shop.messaging.replicas=3",
                        "shop.messaging.retry.initial-interval=1s",
                        "shop.messaging.retry.multiplier=3",
                        "shop.messaging.retry.max-interval=2s",
                        "shop.messaging.retry.max-elapsed=3s",
                        "shop.messaging.retry.outage-patience=4s",
                        "shop.outbox.poll-interval=5s",
                        "shop.outbox.batch-size=6",
                        "shop.outbox.max-back-off=7s",
                        "shop.outbox.delete-interval=10s",
                        "shop.outbox.grace=11s",
                        "shop.outbox.lease=12s",
                        "shop.outbox.document-poll-interval=8s",
                        "shop.outbox.document-lease=9s")
                .run(context -> {
                    assertThat(context.getBean(EventsProperties.class))
                            .isEqualTo(new EventsProperties(
                                    new EventsProperties.Retry(
                                            Duration.ofSeconds(1),
                                            3,
                                            Duration.ofSeconds(2),
                                            Duration.ofSeconds(3),
                                            Duration.ofSeconds(4)),
                                    false,
                                    7,
                                    (short) 3));
                    assertThat(context.getBean(OutboxProperties.class))
                            .isEqualTo(new OutboxProperties(
                                    Duration.ofSeconds(5),
                                    6,
                                    Duration.ofSeconds(7),
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(11),
                                    Duration.ofSeconds(12),
                                    Duration.ofSeconds(8),
                                    Duration.ofSeconds(9)));
                    assertThat(context).doesNotHaveBean(KafkaAdmin.NewTopics.class);
                });
    }

    @Test
    void theLocalProfileAsksLess() {
        var environment = new StandardEnvironment();
        new EventsDefaults().postProcessEnvironment(environment, new SpringApplication());
        var local = new StandardEnvironment();
        local.setActiveProfiles("local");
        new EventsDefaults().postProcessEnvironment(local, new SpringApplication());

        for (var setting : List.of("fetch.max.wait.ms", "heartbeat.interval.ms", "metadata.max.age.ms")) {
            var name = "spring.kafka.consumer.properties." + setting;
            assertThat(local.getRequiredProperty(name, Long.class))
                    .as(setting)
                    .isGreaterThan(environment.getProperty(name, Long.class, 500L));
        }
        assertThat(local.getRequiredProperty("spring.kafka.consumer.properties.heartbeat.interval.ms", Long.class) * 3)
                .isLessThanOrEqualTo(
                        local.getRequiredProperty("spring.kafka.consumer.properties.session.timeout.ms", Long.class));
        assertThat(local.getRequiredProperty("spring.kafka.listener.concurrency"))
                .isEqualTo("1");
        assertThat(local.getRequiredProperty("shop.outbox.poll-interval")).isEqualTo("15s");
    }

    @Test
    void aWrongSettingEndsTheStartWithItsName() {
        service.withPropertyValues("shop.outbox.poll-interval=0s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("shop.outbox.poll-interval is PT0S"));
    }

    @Test
    void aMissingBrokerAddressEndsTheStartWithTheNameOfItsVariable() {
        service.withPropertyValues("spring.kafka.bootstrap-servers=${KAFKA_BOOTSTRAP_SERVERS}")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS must be set"));
    }

    @Test
    void theTopicsAreDeclaredOnRequest() {
        var topics = FleetTopics.all(12, (short) 1);

        assertThat(topics).hasSize(14);
        assertThat(topics).filteredOn(topic -> topic.name().endsWith("-dlt")).hasSize(7);
        assertThat(topics)
                .filteredOn(topic -> topic.configs() != null && topic.configs().containsValue("compact"))
                .extracting(topic -> topic.name())
                .containsExactlyInAnyOrder("product_updated", "stock_changed", "user_status");
    }
}
