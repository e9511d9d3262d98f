package shop.events;

import static shop.events.EventSamples.pending;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** One instance of a service as far as its outbox goes; it can die at any moment. */
final class OutboxInstance implements AutoCloseable {

    /** As it is in services, but impatient. */
    static final OutboxProperties IMPATIENT = settings(Duration.ofMillis(50), Duration.ofMillis(20));

    static final class Killed extends RuntimeException {}

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<PublishedEvents> hooks = new ArrayList<>();
    final TransactionTemplate transaction;
    final OutboxTable table;
    private final EventSender broker;
    private final OutboxProperties properties;
    private final Queue<CompletableFuture<RecordPosition>> answers = new ConcurrentLinkedQueue<>();
    private final DataSource database;
    private Random random = new Random();
    private double failureRate;
    private volatile boolean dead;
    private @Nullable OutboxRelay relay;
    private @Nullable JdbcOutbox outbox;

    OutboxInstance(DataSource database, EventSender broker, OutboxProperties properties) {
        this.database = database;
        this.broker = broker;
        this.properties = properties;
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.table = new OutboxTable(JdbcClient.create(database), Clock.systemUTC());
    }

    static OutboxProperties settings(Duration pollInterval, Duration deleteInterval) {
        return settings(pollInterval, deleteInterval, Duration.ofMillis(200));
    }

    static OutboxProperties settings(Duration pollInterval, Duration deleteInterval, Duration grace) {
        return new OutboxProperties(
                pollInterval,
                10,
                Duration.ofMillis(50),
                deleteInterval,
                grace,
                Duration.ofMillis(400),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    /** Lets so many of the relay's own transactions be lost before their commit. */
    OutboxInstance failing(Random random, double rate) {
        this.random = random;
        this.failureRate = rate;
        return this;
    }

    OutboxInstance start() {
        var outboxMeters = new OutboxMeters(meters, "postgresql", Clock.systemUTC(), table::backlog);
        var relay = new OutboxRelay(table, new MortalTransactions(), this::send, outboxMeters, hooks, properties);
        relay.start();
        this.relay = relay;
        this.outbox = new JdbcOutbox(
                database, table, new Envelopes("order-service", Clock.systemUTC(), EventTracing.NONE), relay);
        return this;
    }

    OutboxRelay relay() {
        return Objects.requireNonNull(relay, "not started");
    }

    JdbcOutbox outbox() {
        return Objects.requireNonNull(outbox, "not started");
    }

    void write(UUID key, int... versions) {
        write("t", key, versions);
    }

    /** All in one transaction and with one statement. */
    void write(String topic, UUID key, int... versions) {
        var events = Arrays.stream(versions)
                .mapToObj(version -> pending(topic, key, version))
                .toList();
        transaction.executeWithoutResult(_ -> outbox().insert(events));
    }

    /** From now on it does nothing to the table, and what Kafka answers it reaches nobody. */
    void kill() {
        dead = true;
        answers.forEach(one -> one.completeExceptionally(new Killed()));
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.stop();
        }
    }

    private CompletableFuture<RecordPosition> send(String topic, UUID key, String envelope) {
        if (dead) {
            return CompletableFuture.failedFuture(new Killed());
        }
        var answer = new CompletableFuture<RecordPosition>();
        answers.add(answer);
        var _ = broker.send(topic, key, envelope).whenComplete((position, failure) -> {
            if (failure == null) {
                answer.complete(position);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        if (dead) {
            answer.completeExceptionally(new Killed());
        }
        return answer;
    }

    private final class MortalTransactions implements TransactionOperations {

        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
            return transaction.execute((TransactionStatus status) -> {
                var result = action.doInTransaction(status);
                if (dead || random.nextDouble() < failureRate) {
                    throw new Killed();
                }
                return result;
            });
        }
    }
}
