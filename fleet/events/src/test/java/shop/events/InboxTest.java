package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.paymentStatus;

import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.jobs.Next;

@EventsTest
class InboxTest {

    static final String CONSUMER = "order-service.payment_status";

    final JdbcInbox inbox;
    final JdbcClient jdbc;
    final EntityManager entities;
    final TransactionTemplate transaction;

    @Autowired
    InboxTest(JdbcInbox inbox, JdbcClient jdbc, EntityManager entities, PlatformTransactionManager transactionManager) {
        this.inbox = inbox;
        this.jdbc = jdbc;
        this.entities = entities;
        this.transaction = new TransactionTemplate(transactionManager);
    }

    @Test
    void anEventTakesEffectOnceHoweverOftenItComes() {
        var event = newId();
        var note = newId();

        assertThat(inbox.once(CONSUMER, event, () -> entities.persist(new Note(note, "once"))))
                .isTrue();
        assertThat(inbox.once(CONSUMER, event, () -> entities.persist(new Note(newId(), "twice"))))
                .isFalse();

        assertThat(notes("once", note)).isOne();
        assertThat(jdbc.sql("select count(*) from note where content = 'twice'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void anEventTakesEffectOnceHoweverManyThreadsHaveIt() throws Exception {
        for (var round = 0; round < 20; round++) {
            var event = newId();
            var together = new CountDownLatch(8);
            Callable<Boolean> delivery = () -> {
                together.countDown();
                together.await();
                return inbox.once(CONSUMER, event, () -> entities.persist(new Note(newId(), "of " + event)));
            };
            try (var listeners = Executors.newFixedThreadPool(8)) {
                var deliveries = listeners.invokeAll(
                        IntStream.range(0, 8).mapToObj(_ -> delivery).toList());

                assertThat(deliveries)
                        .extracting(one -> one.get())
                        .filteredOn(ran -> ran)
                        .hasSize(1);
            }
            assertThat(jdbc.sql("select count(*) from note where content = ?")
                            .param("of " + event)
                            .query(Long.class)
                            .single())
                    .isOne();
        }
    }

    @Test
    void ofABatchOnlyWhatIsNewTakesEffectInItsOrder() {
        var events = Stream.generate(InboxTest::event).limit(6).toList();
        inbox.once(CONSUMER, events.get(1).id(), () -> {});
        var batch = new ArrayList<>(events);
        batch.add(4, events.get(3));
        var done = new ArrayList<UUID>();

        assertThat(inbox.handleNew(CONSUMER, batch, isNew -> isNew.forEach(event -> done.add(event.id()))))
                .isEqualTo(5);
        assertThat(inbox.handleNew(CONSUMER, batch, _ -> done.clear())).isZero();

        assertThat(done)
                .containsExactlyElementsOf(Stream.of(0, 2, 3, 4, 5)
                        .map(place -> events.get(place).id())
                        .toList());
    }

    @Test
    void aBatchThatFailsIsForgottenAsAWhole() {
        var events = Stream.generate(InboxTest::event).limit(3).toList();
        var note = newId();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> inbox.handleNew(CONSUMER, events, _ -> {
                    entities.persist(new Note(note, "of a batch"));
                    entities.flush();
                    throw new IllegalStateException("the third one is bad");
                }));

        assertThat(notes("of a batch", note)).isZero();
        assertThat(inbox.handleNew(CONSUMER, events, _ -> {})).isEqualTo(3);
    }

    @Test
    void batchesThatOverlapTakeEffectOnceAndDoNotDeadlock() throws Exception {
        for (var round = 0; round < 20; round++) {
            var events = Stream.generate(InboxTest::event).limit(40).toList();
            var done = new ConcurrentLinkedQueue<UUID>();
            var together = new CountDownLatch(4);
            Callable<Integer> delivery = () -> {
                var shuffled = new ArrayList<>(events);
                Collections.shuffle(shuffled);
                together.countDown();
                together.await();
                return inbox.handleNew(CONSUMER, shuffled, isNew -> isNew.forEach(event -> done.add(event.id())));
            };
            try (var listeners = Executors.newFixedThreadPool(4)) {
                var deliveries = listeners.invokeAll(Collections.nCopies(4, delivery));

                assertThat(deliveries.stream().mapToInt(one -> one.resultNow()).sum())
                        .isEqualTo(40);
            }
            assertThat(done).hasSize(40).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFailureIsForgottenWithItsEffectSoThatTheRetryWorks() {
        var event = newId();
        var note = newId();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> inbox.once(CONSUMER, event, () -> {
                    entities.persist(new Note(note, "half done"));
                    entities.flush();
                    throw new IllegalStateException("fails once");
                }));
        assertThat(notes("half done", note)).isZero();

        assertThat(inbox.once(CONSUMER, event, () -> entities.persist(new Note(note, "done"))))
                .isTrue();
        assertThat(notes("done", note)).isOne();
    }

    @Test
    void joinsTheCallersTransaction() {
        var event = newId();

        transaction.executeWithoutResult(status -> {
            assertThat(inbox.once(CONSUMER, event, () -> {})).isTrue();
            status.setRollbackOnly();
        });

        assertThat(inbox.once(CONSUMER, event, () -> {})).isTrue();
    }

    @Test
    void consumersDoNotKnowOfEachOther() {
        var event = newId();

        assertThat(inbox.once("a", event, () -> {})).isTrue();
        assertThat(inbox.once("b", event, () -> {})).isTrue();
    }

    @Test
    void forgetsWhatKafkaNoLongerDelivers() {
        var old = newId();
        var recent = newId();
        remember(old, Duration.ofDays(15));
        remember(recent, Duration.ofDays(13));
        for (var i = 0; i < 1000; i++) {
            remember(newId(), Duration.ofDays(20));
        }

        assertThat(inbox.prune(Duration.ofDays(14))).isEqualTo(Next.NOW);
        assertThat(inbox.prune(Duration.ofDays(14))).isEqualTo(Next.IDLE);

        assertThat(inbox.once(CONSUMER, recent, () -> {})).isFalse();
        assertThat(inbox.once(CONSUMER, old, () -> {})).isTrue();
    }

    private static IncomingEvent event() {
        return IncomingEvent.read(paymentStatus().toString().getBytes(StandardCharsets.UTF_8));
    }

    private void remember(UUID event, Duration age) {
        jdbc.sql("insert into inbox (consumer, event_id, handled_at) values (?, ?, ?)")
                .param(CONSUMER)
                .param(event)
                .param(Timestamp.from(Clock.systemUTC().instant().minus(age)))
                .update();
    }

    private long notes(String content, UUID id) {
        return jdbc.sql("select count(*) from note where content = ? and id = ?")
                .param(content)
                .param(id)
                .query(Long.class)
                .single();
    }
}
