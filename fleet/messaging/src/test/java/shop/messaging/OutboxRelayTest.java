package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static shop.messaging.EventSamples.newId;
import static shop.messaging.EventSamples.pending;
import static shop.messaging.EventSamples.status;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.RelayThread.Progress;
import shop.test.Infrastructure;

/** The relay on a real PostgreSQL, with a broker that fails when it is told to. */
class OutboxRelayTest {

    static final HikariDataSource DATABASE = new HikariDataSource();

    final FakeBroker broker = new FakeBroker();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final JdbcClient jdbc = JdbcClient.create(DATABASE);
    final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
    final OutboxTable table = new OutboxTable(jdbc, Clock.systemUTC());

    final List<PublishedEvents> hooks = new ArrayList<>();

    @BeforeAll
    static void createDatabase() {
        var database = Infrastructure.shared().newDatabase("relay");
        DATABASE.setJdbcUrl(database.url());
        DATABASE.setUsername(database.user());
        DATABASE.setPassword(database.password());
        DATABASE.setMaximumPoolSize(12);
        new MessagingSchema(DATABASE).afterPropertiesSet();
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() {
        jdbc.sql("delete from outbox").update();
    }

    @AfterEach
    void closeBroker() {
        broker.close();
    }

    @Test
    void makesItsTablesOnce() {
        new MessagingSchema(DATABASE).afterPropertiesSet();

        assertThat(jdbc.sql("select count(*) from outbox_shard")
                        .query(Integer.class)
                        .single())
                .isEqualTo(16);
    }

    @Test
    void sendsInOrderAndRemovesWhatWasTaken() {
        var key = newId();
        write(key, 1, 2, 3);

        assertThat(relay().get()).isEqualTo(Progress.DRAINED);

        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2", key + "/3");
        assertThat(rows()).isZero();
        assertThat(meters.get("shop.outbox.published").counter().count()).isEqualTo(3);
    }

    @Test
    void goesThroughABacklogBatchByBatch() {
        var key = newId();
        IntStream.rangeClosed(1, 25).forEach(version -> write(key, version));
        var relay = relay(10, transaction);

        assertThat(relay.get()).isEqualTo(Progress.MORE);
        assertThat(relay.get()).isEqualTo(Progress.MORE);
        assertThat(relay.get()).isEqualTo(Progress.DRAINED);

        assertThat(broker.firstAppearances().get(key)).isEqualTo(versions(key, 25));
    }

    @Test
    void keepsWhatTheBrokerRefusesAndSendsItLater() {
        var key = newId();
        write(key, 1, 2);
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("the broker is down"));
        var relay = relay();

        assertThat(relay.get()).isEqualTo(Progress.STALLED);
        assertThat(rows()).isEqualTo(2);
        assertThat(broker.asked())
                .as("the second one must not overtake the first")
                .isOne();
        assertThat(jdbc.sql("select last_error from outbox where attempts = 1")
                        .query(String.class)
                        .single())
                .contains("the broker is down");
        assertThat(meters.get("shop.outbox.pending").gauge().value()).isEqualTo(2);
        assertThat(meters.get("shop.outbox.oldest.age").gauge().value()).isGreaterThanOrEqualTo(0);

        broker.refuseNothing();
        assertThat(relay.get()).isEqualTo(Progress.DRAINED);
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2");
        assertThat(rows()).isZero();
    }

    @Test
    void parksWhatCanNeverBeSentAndGoesOn() {
        var key = newId();
        write(key, 1, 2, 3);
        broker.refuse((_, envelope) -> envelope.equals(key + "/2") ? new RecordTooLargeException("5 MB") : null);
        var relay = relay();

        assertThat(relay.get()).isEqualTo(Progress.DRAINED);
        assertThat(relay.get()).isEqualTo(Progress.DRAINED);

        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/3");
        assertThat(jdbc.sql("select last_error from outbox where parked_at is not null")
                        .query(String.class)
                        .single())
                .isEqualTo("RecordTooLargeException: 5 MB");
        assertThat(meters.get("shop.outbox.parked").counter().count()).isOne();
    }

    @Test
    void sendsAgainWhenItDiesBetweenSendAndCommit() {
        var key = newId();
        write(key, 1, 2);

        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> relay(500, dying(new Random(1), 1.0)).get());
        assertThat(rows()).isEqualTo(2);
        relay().get();

        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2", key + "/1", key + "/2");
        assertThat(rows()).isZero();
    }

    @Test
    void saysWhereAnEventWasPublishedInTheTransactionThatRemovesIt() {
        var order = newId();
        var sealed = new Envelopes("order-service", Clock.systemUTC()).seal(status(order, 7));
        transaction.executeWithoutResult(_ -> table.insert(List.of(sealed)));
        var recorded = new ArrayList<PublishedEvent>();
        hooks.add(events -> {
            throw new IllegalStateException("the timeline is away");
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> relay().get());
        assertThat(rows()).as("kept with what could not be recorded").isOne();

        hooks.set(0, recorded::addAll);
        relay().get();

        assertThat(rows()).isZero();
        assertThat(recorded).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo(sealed.id());
            assertThat(one.type()).isEqualTo(EventSamples.TYPE);
            assertThat(one.subject()).isEqualTo(order);
            assertThat(one.aggregateVersion()).isEqualTo(7);
            assertThat(one.position()).isEqualTo(new RecordPosition(EventSamples.TOPIC, 0, 1));
        });
    }

    @Test
    void leavesTheShardsOfAnotherInstanceAlone() {
        write(newId(), 1);

        transaction.executeWithoutResult(_ -> {
            assertThat(table.lockShards()).hasSize(1);
            try (var other = Executors.newSingleThreadExecutor()) {
                assertThat(other.submit(relay()::get))
                        .succeedsWithin(Duration.ofSeconds(10))
                        .isEqualTo(Progress.CONTENDED);
            }
        });

        assertThat(broker.taken()).isEmpty();
    }

    @Test
    void severalInstancesThatFailAndDieKeepTheOrderOfEachKeyAndLoseNothing() {
        var seed = new Random().nextLong();
        var keys = IntStream.range(0, 40).mapToObj(_ -> newId()).toList();
        var failures = new Random(seed);
        broker.refuse((_, _) -> failures.nextInt(20) == 0 ? new NotLeaderOrFollowerException("moving") : null);
        var relays = IntStream.range(0, 3)
                .mapToObj(instance -> new RelayThread(
                        "relay-" + instance,
                        new Signal(),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        relay(50, dying(new Random(seed + instance), 0.1))))
                .toList();

        relays.forEach(RelayThread::start);
        try (var writers = Executors.newFixedThreadPool(8)) {
            for (var key : keys) {
                writers.execute(() -> IntStream.rangeClosed(1, 15).forEach(version -> write(key, version)));
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> rows() == 0);
        relays.forEach(RelayThread::stop);

        assertThat(broker.firstAppearances())
                .as("seed %d", seed)
                .hasSize(40)
                .allSatisfy((key, envelopes) -> assertThat(envelopes).isEqualTo(versions(key, 15)));
    }

    private static final class Killed extends RuntimeException {}

    private OutboxRelay relay() {
        return relay(500, transaction);
    }

    private OutboxRelay relay(int batchSize, TransactionOperations transaction) {
        var outboxMeters = new OutboxMeters(meters, "postgresql", Clock.systemUTC());
        return new OutboxRelay(table, transaction, new OrderedSending(broker), outboxMeters, hooks, batchSize);
    }

    /** A relay that is killed after its sends and before its commit. */
    private TransactionOperations dying(Random random, double probability) {
        return new TransactionOperations() {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                return transaction.execute((TransactionStatus status) -> {
                    var result = action.doInTransaction(status);
                    if (random.nextDouble() < probability) {
                        throw new Killed();
                    }
                    return result;
                });
            }
        };
    }

    private void write(UUID key, int... versions) {
        transaction.executeWithoutResult(_ -> {
            for (var version : versions) {
                table.insert(List.of(pending("t", key, version)));
            }
        });
    }

    private long rows() {
        return jdbc.sql("select count(*) from outbox").query(Long.class).single();
    }

    private static List<String> versions(UUID key, int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(version -> key + "/" + version)
                .toList();
    }
}
