package shop.events;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.pending;
import static shop.events.EventSamples.status;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import shop.test.Infrastructure;

/** The relay on a real PostgreSQL, with a broker that fails on demand. */
class OutboxRelayTest {

    static final HikariDataSource DATABASE = new HikariDataSource();
    static final Duration NEVER = Duration.ofHours(1);

    /** What leaves with these has left by the fast path: nobody looks at the table after the start. */
    static final OutboxProperties NO_LOOKING = OutboxInstance.settings(NEVER, Duration.ofMillis(20));

    final FakeBroker broker = new FakeBroker();
    final JdbcClient jdbc = JdbcClient.create(DATABASE);
    final List<OutboxInstance> instances = new ArrayList<>();

    @BeforeAll
    static void createDatabase() {
        var database = Infrastructure.shared().newDatabase("relay");
        DATABASE.setJdbcUrl(database.url());
        DATABASE.setUsername(database.user());
        DATABASE.setPassword(database.password());
        DATABASE.setMaximumPoolSize(16);
        new EventsSchema(DATABASE).afterPropertiesSet();
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
    void stop() {
        instances.forEach(OutboxInstance::kill);
        instances.forEach(OutboxInstance::close);
        broker.close();
    }

    @Test
    void makesItsTablesOnce() {
        new EventsSchema(DATABASE).afterPropertiesSet();

        assertThat(jdbc.sql("select count(*) from outbox_shard")
                        .query(Integer.class)
                        .single())
                .isEqualTo(16);
    }

    @Test
    void sendsInOrderWhatIsCommittedAndRemovesIt() {
        var key = newId();
        var instance = instance(NO_LOOKING).start();

        instance.write(key, 1, 2);
        instance.write(key, 3);

        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2", key + "/3");
        assertThat(instance.meters.get("shop.outbox.published").counter().count())
                .isEqualTo(3);
    }

    @Test
    void asksTheDatabaseForOneStatementPerTransactionAndSomeDeletes() {
        var database = new CountingDataSource(DATABASE);
        var instance = add(new OutboxInstance(database, broker, OutboxInstance.settings(NEVER, NEVER)))
                .start();
        var keys = IntStream.range(0, 20).mapToObj(_ -> newId()).toList();
        await().until(() -> database.statements().size() == 1);
        assertThat(database.statements().getFirst()).as("the look at the start").startsWith("select exists");

        database.reset();
        for (var version = 1; version <= 5; version++) {
            for (var key : keys) {
                instance.write(key, 2 * version - 1, 2 * version);
            }
        }
        await().until(() -> broker.taken().size() == 200);
        instance.close();

        assertThat(rows()).isZero();
        assertThat(database.statements()).as("100 inserts and one delete").hasSize(101);
        assertThat(database.statements().getLast()).startsWith("delete from outbox");
        assertThat(database.commits()).isEqualTo(101);
    }

    @Test
    void asksTheDatabaseForNothingWhileNothingHappens() {
        var database = new CountingDataSource(DATABASE);
        var instance = add(new OutboxInstance(
                        database, broker, OutboxInstance.settings(Duration.ofMillis(1500), Duration.ofMillis(20))))
                .start();
        instance.write(newId(), 1);
        await().until(() -> broker.taken().size() == 1 && rows() == 0);
        database.reset();

        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(3))
                .until(() -> database.statements().size() <= 1);
        await().until(() -> !database.statements().isEmpty());
        assertThat(database.statements())
                .hasSizeLessThanOrEqualTo(2)
                .allSatisfy(sql -> assertThat(sql).startsWith("select exists"));
    }

    @Test
    void sendsNothingOfARollBackAndGoesOnBehindIt() {
        var key = newId();
        var instance = instance(NO_LOOKING).start();

        instance.transaction.executeWithoutResult(status -> {
            instance.outbox().insert(List.of(pending("t", key, 1)));
            status.setRollbackOnly();
        });
        instance.write(key, 2);

        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/2");
    }

    @Test
    void sendsWhatIsCommittedAlthoughAnotherSynchronizationThrows() {
        var key = newId();
        var instance = instance(NO_LOOKING).start();

        try {
            instance.transaction.executeWithoutResult(_ -> {
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        throw new IllegalStateException("unlucky");
                    }
                });
                instance.outbox().insert(List.of(pending("t", key, 1)));
            });
        } catch (IllegalStateException unlucky) {
            assertThat(unlucky).hasMessage("unlucky");
        }

        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/1");
    }

    @Test
    void severalEventsOfOneTransactionKeepTheirOrderHoweverTheyWereAppended() {
        var key = newId();
        var instance = instance(NO_LOOKING).start();

        instance.transaction.executeWithoutResult(_ -> {
            instance.outbox().insert(List.of(pending("t", key, 1), pending("t", newId(), 1), pending("t", key, 2)));
            instance.outbox().insert(List.of(pending("t", key, 3)));
        });

        awaitRows(0);
        assertThat(broker.firstAppearances().get(key)).isEqualTo(versions(key, 3));
    }

    @Test
    void goesThroughABacklogOfTheTableBatchByBatch() {
        var keys = List.of(newId(), newId(), newId());
        IntStream.rangeClosed(1, 25).forEach(version -> keys.forEach(key -> leave("t", key, version)));

        instance(NO_LOOKING).start();

        awaitRows(0);
        assertThat(keys)
                .allSatisfy(
                        key -> assertThat(broker.firstAppearances().get(key)).isEqualTo(versions(key, 25)));
    }

    @Test
    void sendsWhatAnInstanceOfTheVersionBeforeHasWritten() {
        var key = newId();
        jdbc.sql("insert into outbox (id, shard, topic, key, envelope, created_at) values (?, 3, 't', ?, 'old', now())")
                .param(newId())
                .param(key)
                .update();

        instance(NO_LOOKING).start();

        awaitRows(0);
        assertThat(broker.firstAppearances().get(key)).containsExactly("old");
    }

    /** Which would take what is due by next_try_at, and send it without its envelope. */
    @Test
    void writesNothingThatAnInstanceOfTheVersionBeforeWouldTake() {
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("the broker is down"));
        var instance = instance(NO_LOOKING).start();

        instance.write(newId(), 1);

        await().untilAsserted(() -> assertThat(jdbc.sql("select attempts from outbox")
                        .query(Integer.class)
                        .single())
                .as("sent, backed off, claimed and sent again")
                .isGreaterThan(1));
        assertThat(jdbc.sql("select count(*) from outbox where next_try_at < 'infinity'")
                        .query(Long.class)
                        .single())
                .isZero();
        broker.refuseNothing();
        awaitRows(0);
    }

    @Test
    void backsOffFromWhatAnInstanceOfTheVersionBeforeHasWrittenForBothVersions() {
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("the broker is down"));
        jdbc.sql("""
                insert into outbox (id, shard, topic, key, envelope, created_at, next_try_at)
                values (?, 3, 't', ?, 'old', now(), now() - interval '1 day')
                """).param(newId()).param(newId()).update();

        instance(NO_LOOKING).start();

        await().untilAsserted(() ->
                assertThat(jdbc.sql("""
                        select attempts > 1 and due_at = next_try_at and next_try_at > now() - interval '1 hour' from outbox
                        """).query(Boolean.class).single()).isTrue());
        broker.refuseNothing();
        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly("old");
    }

    @Test
    void keepsWhatTheBrokerRefusesAndSendsItLater() {
        var key = newId();
        var instance = instance(NO_LOOKING).start();
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("the broker is down"));

        instance.write(key, 1, 2);

        await().untilAsserted(() -> assertThat(jdbc.sql(
                                "select last_error from outbox where attempts > 2 and seq = (select min(seq) from outbox)")
                        .query(String.class)
                        .optional())
                .hasValue("NotLeaderOrFollowerException: the broker is down"));
        assertThat(rows()).isEqualTo(2);
        assertThat(jdbc.sql("select attempts from outbox where seq = (select max(seq) from outbox)")
                        .query(Integer.class)
                        .single())
                .as("the second one must not overtake the first")
                .isZero();
        assertThat(instance.meters.get("shop.outbox.pending").gauge().value()).isEqualTo(2);
        assertThat(instance.meters.get("shop.outbox.oldest.age").gauge().value())
                .isGreaterThanOrEqualTo(0);

        broker.refuseNothing();
        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2");
    }

    @Test
    void asksABrokerThatIsDownOnlyNowAndThen() {
        var instance = instance(NO_LOOKING).start();
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("the broker is down"));
        IntStream.range(0, 400).forEach(_ -> instance.write(newId(), 1));
        var before = broker.asked();

        // Every 50 ms, with ten events; 100 attempts of each would be 4,000 a second.
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(2)).until(() -> broker.asked() - before < 400);

        broker.refuseNothing();
        awaitRows(0);
        assertThat(broker.taken()).hasSize(400);
    }

    @Test
    void parksWhatCanNeverBeSentAndGoesOn() {
        var key = newId();
        broker.refuse((_, envelope) -> envelope.equals(key + "/2") ? new RecordTooLargeException("5\0 MB") : null);
        var instance = instance(NO_LOOKING).start();

        instance.write(key, 1, 2, 3);

        awaitRows(1);
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/3");
        assertThat(jdbc.sql("select last_error from outbox where parked_at is not null")
                        .query(String.class)
                        .single())
                .isEqualTo("RecordTooLargeException: 5 MB");
        assertThat(instance.meters.get("shop.outbox.parked").counter().count()).isOne();
        assertThat(instance.meters.get("shop.outbox.parked.now").gauge().value())
                .isOne();

        instance.write(key, 4);
        awaitRows(1);
        assertThat(broker.envelopes()).as("by the fast path").endsWith(key + "/4");
    }

    @Test
    void aParkedEventIsSentOnceMoreWhenItIsReleased() {
        var key = newId();
        broker.refuse((_, envelope) -> envelope.equals(key + "/1") ? new RecordTooLargeException("5 MB") : null);
        var instance = instance(NO_LOOKING).start();
        var parked = new ParkedRows(jdbc, instance.relay());
        instance.write(key, 1, 2);
        await().until(() -> parked.oldest(10).size() == 1 && broker.envelopes().size() == 1);
        var event = parked.oldest(10).getFirst();
        assertThat(event.key()).isEqualTo(key);
        assertThat(event.error()).isEqualTo("RecordTooLargeException: 5 MB");
        assertThat(event.size()).as("in characters, however it is stored").isEqualTo((key + "/1").length());

        broker.refuseNothing();
        assertThat(parked.release(event.id())).isTrue();

        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/2", key + "/1");
        assertThat(parked.release(event.id())).isFalse();
    }

    @Test
    void anEventThatIsNotParkedCanBeNeitherReleasedNorDiscarded() {
        var key = newId();
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("no leader"));
        var instance = instance(NO_LOOKING).start();
        instance.write(key, 1);
        var id = jdbc.sql("select id from outbox").query(UUID.class).single();
        var parked = new ParkedRows(jdbc, instance.relay());

        assertThat(parked.release(id)).isFalse();
        assertThat(parked.discard(id)).isFalse();
        assertThat(rows()).isOne();

        jdbc.sql("update outbox set parked_at = now()").update();
        assertThat(parked.discard(id)).isTrue();
        assertThat(rows()).isZero();
    }

    @Test
    void aTopicThatRefusesHoldsUpNoOther() {
        broker.refuse((topic, _) -> topic.equals("refused") ? new NotLeaderOrFollowerException("no leader") : null);
        IntStream.range(0, 300).forEach(_ -> leave("refused", newId(), 1));
        var instance = instance(OutboxInstance.IMPATIENT).start();
        IntStream.range(0, 300).forEach(_ -> instance.write("refused", newId(), 1));

        var started = System.nanoTime();
        instance.write("good", newId(), 1);
        leave("good", newId(), 1);

        await().atMost(Duration.ofSeconds(5)).until(() -> broker.taken().size() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        assertThat(rows()).isGreaterThanOrEqualTo(600);

        broker.refuseNothing();
        awaitRows(0);
        assertThat(broker.firstAppearances()).hasSize(602);
    }

    @Test
    void aTopicWhoseSendsBlockHoldsUpNoOther() {
        var metadata = new CountDownLatch(1);
        EventSender slow = (topic, key, envelope) -> {
            if (topic.equals("unknown")) {
                try {
                    metadata.await();
                } catch (InterruptedException interrupted) {
                    return CompletableFuture.failedFuture(interrupted);
                }
            }
            return broker.send(topic, key, envelope);
        };
        var instance = add(new OutboxInstance(DATABASE, slow, NO_LOOKING)).start();

        IntStream.range(0, 30).forEach(_ -> instance.write("unknown", newId(), 1));
        instance.write("known", newId(), 1);

        await().until(() -> broker.taken().size() == 1);
        assertThat(broker.taken().getFirst().topic()).isEqualTo("known");
        metadata.countDown();
        awaitRows(0);
    }

    @Test
    void saysWhereAnEventWasPublishedInTheTransactionThatRemovesIt() {
        var order = newId();
        var recorded = new CopyOnWriteArrayList<PublishedEvent>();
        var attempts = new AtomicInteger();
        var instance = instance(NO_LOOKING);
        instance.hooks.add(events -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("the timeline is away");
            }
            recorded.addAll(events);
        });
        instance.start();

        instance.transaction.executeWithoutResult(_ -> instance.outbox().append(status(order, 7)));

        awaitRows(0);
        assertThat(attempts).hasValue(3);
        assertThat(broker.taken()).as("sent once").hasSize(1);
        assertThat(recorded).singleElement().satisfies(one -> {
            assertThat(one.type()).isEqualTo(EventSamples.TYPE);
            assertThat(one.subject()).isEqualTo(order);
            assertThat(one.aggregateVersion()).isEqualTo(7);
            assertThat(one.position()).isEqualTo(new RecordPosition(EventSamples.TOPIC, 0, 0));
        });
    }

    @Test
    void anEventWhosePositionCanNeverBeRecordedKeepsNoOther() {
        var bad = newId();
        var good = newId();
        var recorded = new CopyOnWriteArrayList<UUID>();
        var instance = instance(NO_LOOKING);
        instance.hooks.add(events -> {
            if (events.stream().anyMatch(event -> event.subject().equals(bad))) {
                throw new IllegalStateException("no such order");
            }
            events.forEach(event -> recorded.add(event.subject()));
        });
        instance.start();

        instance.transaction.executeWithoutResult(
                _ -> instance.outbox().appendAll(List.of(status(bad, 1), status(good, 1))));

        awaitRows(0);
        assertThat(recorded).containsExactly(good);
    }

    @Test
    void leavesAloneWhatAnotherInstanceHasInFlightUntilItHasHadItsTime() {
        var key = newId();
        var hanging = add(new OutboxInstance(
                        DATABASE, (_, _, _) -> new CompletableFuture<>(), OutboxInstance.settings(NEVER, NEVER)))
                .start();
        hanging.write(key, 1, 2);

        instance(OutboxInstance.IMPATIENT).start();

        var written = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5)).until(() -> broker.taken().size() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - written)).isGreaterThan(Duration.ofMillis(100));
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2");
    }

    @Test
    void anEventWaitsForThoseBeforeItInAnotherInstance() {
        var key = newId();
        var held = new CompletableFuture<RecordPosition>();
        var first = add(new OutboxInstance(
                        DATABASE,
                        (_, _, _) -> held,
                        OutboxInstance.settings(NEVER, Duration.ofMillis(20), Duration.ofSeconds(30))))
                .start();
        var second = instance(OutboxInstance.IMPATIENT).start();

        first.write(key, 1);
        second.write(key, 2);

        await().during(Duration.ofMillis(400))
                .atMost(Duration.ofSeconds(2))
                .until(() -> broker.taken().isEmpty());
        held.complete(new RecordPosition("t", 0, 0));
        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/2");
    }

    @Test
    void whatAKilledInstanceLeavesIsSentByTheNextOne() {
        var key = newId();
        var killed = add(new OutboxInstance(
                        DATABASE, (_, _, _) -> new CompletableFuture<>(), OutboxInstance.settings(NEVER, NEVER)))
                .start();
        killed.write(key, 1, 2);
        killed.kill();

        instance(NO_LOOKING).start();

        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2");
    }

    @Test
    void sendsAgainWhatWasAcknowledgedButNotDeleted() {
        var key = newId();
        var killed = instance(OutboxInstance.settings(NEVER, NEVER)).start();
        killed.write(key, 1, 2);
        await().until(() -> broker.taken().size() == 2);
        killed.kill();

        instance(NO_LOOKING).start();

        awaitRows(0);
        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/2", key + "/1", key + "/2");
    }

    @Test
    void goesOnAfterAnErrorInItsThread() {
        var sends = new AtomicInteger();
        EventSender broken = (topic, key, envelope) -> {
            if (sends.incrementAndGet() <= 2) {
                throw new StackOverflowError("while it sends");
            }
            return broker.send(topic, key, envelope);
        };
        var records = new AtomicInteger();
        var instance = add(new OutboxInstance(DATABASE, broken, NO_LOOKING));
        instance.hooks.add(_ -> {
            if (records.incrementAndGet() <= 2) {
                throw new StackOverflowError("while it deletes");
            }
        });
        instance.start();

        instance.transaction.executeWithoutResult(_ -> instance.outbox().append(status(newId(), 1)));

        awaitRows(0);
        assertThat(broker.taken()).hasSize(1);
        assertThat(records).hasValue(3);
        assertThat(instance.relay().isRunning()).isTrue();
    }

    @Test
    void severalInstancesThatFailAndDieKeepTheOrderOfEachKeyAndLoseNothing() {
        var seed = new Random().nextLong();
        var keys = IntStream.range(0, 40).mapToObj(_ -> newId()).toList();
        var failures = new Random(seed);
        broker.refuse((_, _) -> failures.nextInt(20) == 0 ? new NotLeaderOrFollowerException("moving") : null);
        var living = new AtomicReferenceArray<>(IntStream.range(0, 3)
                .mapToObj(number -> mortal(new Random(seed + number)))
                .toArray(OutboxInstance[]::new));
        var deaths = new Random(seed + 3);
        var writing = new CountDownLatch(keys.size());

        try (var writers = Executors.newFixedThreadPool(8);
                var fate = Executors.newSingleThreadScheduledExecutor()) {
            var killing = fate.scheduleWithFixedDelay(
                    () -> {
                        var number = deaths.nextInt(3);
                        living.getAndSet(number, mortal(new Random(deaths.nextLong())))
                                .kill();
                    },
                    50,
                    50,
                    TimeUnit.MILLISECONDS);
            for (var key : keys) {
                var choice = new Random(seed + key.hashCode());
                writers.execute(() -> {
                    IntStream.rangeClosed(1, 15)
                            .forEach(version -> living.get(choice.nextInt(3)).write(key, version));
                    writing.countDown();
                });
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> writing.getCount() == 0);
            killing.cancel(false);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> rows() == 0);

        assertThat(broker.firstAppearances())
                .as("seed %d", seed)
                .hasSize(40)
                .allSatisfy((key, envelopes) -> assertThat(envelopes).isEqualTo(versions(key, 15)));
        assertThat(instances.size()).as("some died").isGreaterThan(3);
    }

    @Test
    void twoTransactionsOfOneKeyInTurnsKeepItsOrderWhoeverWritesThem() {
        var seed = new Random().nextLong();
        var instance = instance(OutboxInstance.IMPATIENT).start();
        var other = instance(OutboxInstance.IMPATIENT).start();
        var keys = IntStream.range(0, 4).mapToObj(_ -> newId()).toList();
        jdbc.sql("create table if not exists aggregate (id uuid primary key, version int not null)")
                .update();
        keys.forEach(key ->
                jdbc.sql("insert into aggregate values (?, 0)").param(key).update());

        try (var writers = Executors.newFixedThreadPool(8)) {
            for (var writer = 0; writer < 8; writer++) {
                var random = new Random(seed + writer);
                writers.execute(() -> IntStream.range(0, 50).forEach(_ -> {
                    var one = random.nextBoolean() ? instance : other;
                    var key = keys.get(random.nextInt(4));
                    one.transaction.executeWithoutResult(_ -> {
                        // The row's lock is what orders the writers, as in a service.
                        var version = jdbc.sql(
                                        "update aggregate set version = version + 1 where id = ? returning version")
                                .param(key)
                                .query(Integer.class)
                                .single();
                        one.outbox().insert(List.of(pending("t", key, version)));
                    });
                }));
            }
        }
        awaitRows(0);

        assertThat(broker.firstAppearances().values().stream()
                        .mapToInt(List::size)
                        .sum())
                .as("seed %d", seed)
                .isEqualTo(400);
        assertThat(broker.firstAppearances())
                .as("seed %d", seed)
                .allSatisfy((key, envelopes) -> assertThat(envelopes)
                        .as(envelopes.stream().collect(joining(" ")))
                        .isEqualTo(versions(key, envelopes.size())));
    }

    private OutboxInstance mortal(Random random) {
        return instance(OutboxInstance.IMPATIENT).failing(random, 0.1).start();
    }

    private OutboxInstance instance(OutboxProperties properties) {
        return add(new OutboxInstance(DATABASE, broker, properties));
    }

    private OutboxInstance add(OutboxInstance instance) {
        synchronized (instances) {
            instances.add(instance);
        }
        return instance;
    }

    /** As an instance would that died at once. */
    private void leave(String topic, UUID key, int version) {
        new OutboxTable(jdbc, Clock.systemUTC())
                .insert(List.of(pending(topic, key, version)), List.of(), Duration.ZERO);
    }

    private void awaitRows(long count) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> rows() == count);
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
