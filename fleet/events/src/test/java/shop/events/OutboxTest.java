package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static shop.events.EventSamples.TOPIC;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.status;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.test.Contracts;
import shop.test.KafkaProbe;
import tools.jackson.databind.JsonNode;

/** The outbox as a JPA service uses it, with a real broker behind it. */
@EventsTest
class OutboxTest {

    final Outbox outbox;
    final TransactionTemplate transaction;
    final PlatformTransactionManager transactions;
    final EntityManager entities;
    final JdbcClient jdbc;

    @Autowired
    OutboxTest(Outbox outbox, PlatformTransactionManager transactions, EntityManager entities, JdbcClient jdbc) {
        this.outbox = outbox;
        this.transactions = transactions;
        this.transaction = new TransactionTemplate(transactions);
        this.entities = entities;
        this.jdbc = jdbc;
    }

    @Test
    void theEventLeavesAfterTheCommitAndItsRowIsRemoved() {
        assertThat(transactions).isInstanceOf(JpaTransactionManager.class);
        var order = newId();

        transaction.executeWithoutResult(_ -> {
            entities.persist(new Note(order, "confirmed"));
            outbox.append(status(order, 1));
        });

        var published = KafkaProbe.await(TOPIC, about(order));
        Contracts.assertValid(TOPIC, published);
        assertThat(published.get("source").stringValue()).isEqualTo("/order-service");
        assertThat(published.get("aggregateversion").longValue()).isOne();
        awaitDrained();
    }

    @Test
    void aRollBackTakesTheEventAlong() {
        var order = newId();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> transaction.executeWithoutResult(_ -> {
                    entities.persist(new Note(order, "confirmed"));
                    outbox.append(status(order, 1));
                    entities.flush();
                    throw new IllegalStateException("changed my mind");
                }));
        var later = publish(newId(), 1);

        KafkaProbe.await(TOPIC, about(later));
        assertThat(KafkaProbe.eventsAbout(TOPIC, order.toString())).isEmpty();
        assertThat(jdbc.sql("select count(*) from note where id = ?")
                        .param(order)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void isRefusedOutsideOfATransaction() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> outbox.append(status(newId(), 1)))
                .withMessageContaining("outside of a transaction");
    }

    @Test
    void leavesWithinAFractionOfThePollInterval() {
        // The first one pays for the producer's start and the topic's metadata.
        KafkaProbe.await(TOPIC, about(publish(newId(), 1)));
        var started = System.nanoTime();
        for (var i = 0; i < 20; i++) {
            publish(newId(), 1);
            awaitDrained();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .as("20 events, each waited for; polling alone would take 20 s")
                .isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void twoInstancesKeepTheOrderOfEachKeyOnTheTopic(
            @Autowired OutboxTable table,
            @Autowired EventSender sender,
            @Autowired JpaTransactionManager manager,
            @Autowired DataSource dataSource) {
        var keys = IntStream.range(0, 30).mapToObj(_ -> newId()).toList();
        var second = new OutboxRelay(
                table,
                new TransactionTemplate(manager),
                sender,
                new OutboxMeters(new SimpleMeterRegistry(), "postgresql", Clock.systemUTC(), table::backlog),
                List.of(),
                OutboxInstance.IMPATIENT);
        var outboxes = List.of(
                outbox,
                new JdbcOutbox(
                        dataSource,
                        table,
                        new Envelopes("order-service", Clock.systemUTC(), EventTracing.NONE),
                        second));
        second.start();
        try (var writers = Executors.newFixedThreadPool(6)) {
            for (var key : keys) {
                writers.execute(() -> IntStream.rangeClosed(1, 12)
                        .forEach(version -> transaction.executeWithoutResult(
                                _ -> outboxes.get(version / 3 % 2).append(status(key, version)))));
            }
        }
        awaitDrained();
        second.stop();

        var records = KafkaProbe.records(TOPIC);
        for (var key : keys) {
            var firstAppearances = new ArrayList<Long>();
            for (var message : records) {
                if (key.toString().equals(message.key())) {
                    var version = IncomingEvent.read(message.value().getBytes(StandardCharsets.UTF_8))
                            .aggregateVersion();
                    if (!firstAppearances.contains(version)) {
                        firstAppearances.add(version);
                    }
                }
            }
            assertThat(firstAppearances)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 12).mapToObj(Long::valueOf).toList());
        }
    }

    @Test
    void parksAnEventThatNoTopicTakes() {
        var order = newId();
        var data = Map.of("text", "x".repeat(5 * 1024 * 1024));

        transaction.executeWithoutResult(_ -> {
            outbox.append(new OutgoingEvent(TOPIC, "order.status.v1", order, 1, data));
            outbox.append(status(order, 2));
        });

        KafkaProbe.await(TOPIC, about(order));
        await().untilAsserted(() -> assertThat(
                        jdbc.sql("select last_error from outbox where parked_at is not null and key = ?")
                                .param(order)
                                .query(String.class)
                                .single())
                .startsWith("RecordTooLargeException"));
        jdbc.sql("delete from outbox where key = ?").param(order).update();
    }

    @Test
    void theProducerIsSafe(@Autowired ProducerFactory<Object, Object> producers) {
        assertThat(producers.getConfigurationProperties())
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("linger.ms", "0")
                .containsEntry("max.block.ms", "2000")
                .containsEntry("delivery.timeout.ms", "10000");
    }

    private UUID publish(UUID order, long version) {
        transaction.executeWithoutResult(_ -> outbox.append(status(order, version)));
        return order;
    }

    private void awaitDrained() {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.sql("select count(*) from outbox where parked_at is null")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    private static Predicate<JsonNode> about(UUID subject) {
        return envelope -> subject.toString().equals(envelope.path("subject").stringValue(""));
    }
}
