package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.paymentStatus;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import shop.test.SecuredKafka;

/** A service with credentials of its own, on a broker that asks for them. */
@ExtendWith(OutputCaptureExtension.class)
class SecuredServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USER = "order-service";
    private static final String GROUP = "order-service.payment_status";

    private final SecuredKafka kafka = SecuredKafka.shared();

    /** Not one that the other tests would find as their application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration",
                "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration"
            })
    static class Service {

        final List<UUID> handled = new CopyOnWriteArrayList<>();

        @KafkaListener(id = GROUP, topics = "payment_status", containerFactory = EventBatches.FACTORY)
        void on(List<ConsumerRecord<String, @Nullable IncomingEvent>> records) {
            EventBatches.handle(records, _ -> true, events -> events.forEach(event -> handled.add(event.id())));
        }
    }

    @Test
    void publishesConsumesAndWritesDeadLettersOverTls(CapturedOutput output) {
        try (var service = start(kafka.tlsSettings(USER))) {
            awaitPublished(service, "order_placed");
            var event = paymentStatus();
            kafka.send("payment_status", event.get("subject").stringValue(), event.toString());
            awaitHandled(service, UUID.fromString(event.get("id").stringValue()));

            var key = newId().toString();
            kafka.send("payment_status", key, "poison");
            await("the dead letter")
                    .atMost(PATIENCE)
                    .until(() -> keys("payment_status-dlt"), keys -> keys.contains(key));
        }
        assertThat(output.getAll()).doesNotContain(kafka.password(USER)).doesNotContain("pass \\\"word");
    }

    @Test
    void aForgedEventIsRefusedAndHoldsUpNoneOfItsOwn() {
        try (var service = start(kafka.settings(USER))) {
            for (var topic : List.of("user_status", "payment_status", "user_status-dlt")) {
                assertThatThrownBy(() -> send(service, topic).join())
                        .as(topic)
                        .hasStackTraceContaining("TopicAuthorizationException");
            }
            awaitPublished(service, "order_placed");
        }
    }

    @Test
    void aServiceWithAWrongPasswordWorksAsSoonAsItIsRight(CapturedOutput output) {
        var wrong = new HashMap<>(kafka.settings(USER));
        wrong.put("KAFKA_PASSWORD", "not yet its password");
        try (var service = start(wrong)) {
            assertThatThrownBy(() -> send(service, "order_placed").join())
                    .hasStackTraceContaining("SaslAuthenticationException");
            var event = paymentStatus();
            kafka.send("payment_status", event.get("subject").stringValue(), event.toString());

            kafka.setPassword(USER, "not yet its password");

            awaitPublished(service, "order_placed");
            awaitHandled(service, UUID.fromString(event.get("id").stringValue()));
        } finally {
            kafka.setPassword(USER, kafka.password(USER));
        }
        assertThat(output.getAll()).doesNotContain("not yet its password");
    }

    @Test
    void aServiceWithoutRightsWorksAsSoonAsItHasThem() {
        kafka.setPassword("newcomer", kafka.password("newcomer"));
        try (var service = start(kafka.settings("newcomer"))) {
            assertThatThrownBy(() -> send(service, "order_placed").join())
                    .hasStackTraceContaining("AuthorizationException");

            kafka.allowWrite("newcomer", "order_placed");

            awaitPublished(service, "order_placed");
        }
    }

    private static ConfigurableApplicationContext start(Map<String, String> settings) {
        return new SpringApplicationBuilder(Service.class)
                .environment(KafkaClients.environment(settings))
                .properties(
                        "spring.application.name=order-service",
                        // As loud as an operator in need may make it.
                        "logging.level.org.apache.kafka.clients=info",
                        "logging.level.org.springframework.kafka=debug",
                        "logging.level.shop=debug")
                .run();
    }

    private static CompletableFuture<RecordPosition> send(ConfigurableApplicationContext service, String topic) {
        return service.getBean(EventSender.class).send(topic, newId(), "{}");
    }

    /** As the relay does: until it is sent. */
    private static void awaitPublished(ConfigurableApplicationContext service, String topic) {
        await("a record on " + topic)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> send(service, topic).join() != null);
    }

    private static void awaitHandled(ConfigurableApplicationContext service, UUID event) {
        await("event " + event)
                .atMost(PATIENCE)
                .until(() -> service.getBean(Service.class).handled.contains(event));
    }

    private List<String> keys(String topic) {
        try (var consumer =
                new KafkaConsumer<>(kafka.adminSettings(), new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var keys = new CopyOnWriteArrayList<String>();
            var end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(message -> keys.add(message.key()));
            }
            return keys;
        }
    }
}
