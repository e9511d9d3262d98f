package shop.order.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.order.support.OrderSamples.CUSTOMER;
import static shop.order.support.OrderSamples.NOW;
import static shop.order.support.OrderSamples.NUMBER;
import static shop.order.support.OrderSamples.ORDER;
import static shop.order.support.OrderSamples.OTHER_CUSTOMER;
import static shop.order.support.OrderSamples.placed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;
import shop.order.application.LiveConnection.End;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderStep;

class LiveOrdersTest {

    static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");
    static final OrderStep STEP = placed().takeSteps().getFirst();

    final Log log = new Log();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    LiveOrders live = withHeartbeat(Duration.ofHours(1));

    @AfterEach
    void end() {
        live.shutDown();
        threads.close();
    }

    @Test
    void tellsWhatWasMissedThenWhatComesAndNothingTwice() throws Exception {
        log.add(250);
        var client = new Client();
        var connection = live.open(CUSTOMER);
        var following = follow(connection, 100, FAR, client);
        client.await(150);

        log.add(2);
        live.wake(OTHER_CUSTOMER);
        live.wake(CUSTOMER);
        live.wake(CUSTOMER);
        client.await(152);

        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
        assertThat(client.received)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(101L)
                .endsWith(252L);
        assertThat(meters.counter("orders.live.pushed").count()).isEqualTo(152);
    }

    @Test
    void sendsWhatItCommittedItselfWithoutReadingIt() throws Exception {
        log.add(3);
        var client = new Client();
        var following = follow(live.open(CUSTOMER), 3, FAR, client);
        Awaitility.await().until(() -> log.asked.get() == 1);

        for (var position = 4; position <= 9; position++) {
            commit(position);
            client.await(position - 3);
        }
        live.wake(CUSTOMER, ORDER, 9);

        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
        assertThat(client.received).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(log.asked.get()).isEqualTo(1);
    }

    @Test
    void readsWhatAnotherInstanceHasCommitted() throws Exception {
        var client = new Client();
        var following = follow(live.open(CUSTOMER), 0, FAR, client);
        Awaitility.await().until(() -> log.asked.get() == 1);
        commit(1);
        client.await(1);

        log.add(1);
        commit(3);
        client.await(3);
        log.add(1);
        live.wake(CUSTOMER, ORDER, 4);
        client.await(4);

        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
        assertThat(client.received).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void sendsInOrderWhatWasHandedOverInAnother() throws Exception {
        var client = new Client();
        log.add(4);
        var connection = live.open(CUSTOMER);
        var following = follow(connection, 4, FAR, client);
        Awaitility.await().until(() -> log.asked.get() == 1);

        log.add(2);
        live.push(CUSTOMER, entry(6));
        live.push(CUSTOMER, entry(5));

        client.await(2);
        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
        assertThat(client.received).containsExactly(5L, 6L);
    }

    /** It is kept few steps, and reads the others. */
    @Test
    void aSlowClientMissesNothing() throws Exception {
        var gate = new CountDownLatch(1);
        var client = new Client() {
            @Override
            public void send(StepLog.Entry entry) throws IOException {
                super.send(entry);
                try {
                    gate.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            }
        };
        var following = follow(live.open(CUSTOMER), 0, FAR, client);
        Awaitility.await().until(() -> log.asked.get() == 1);
        for (var position = 1; position <= 300; position++) {
            commit(position);
        }
        gate.countDown();

        Awaitility.await().until(() -> client.received.size() >= 300);
        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
        assertThat(client.received).hasSize(300).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void sendsAtTheNextHeartbeatWhatNobodyWokeItFor() throws Exception {
        live = withHeartbeat(Duration.ofMillis(20));
        var client = new Client();
        var following = follow(live.open(CUSTOMER), 0, FAR, client);
        Awaitility.await().until(() -> client.beats.get() > 2);

        log.add(1);

        client.await(1);
        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
    }

    @Test
    void outlivesAnOutageOfTheDatabase() throws Exception {
        log.down = true;
        log.add(1);
        var client = new Client();
        var following = follow(live.open(CUSTOMER), 0, FAR, client);
        Awaitility.await().until(() -> log.asked.get() > 0);
        Awaitility.await("a sign of life, so that a client that has gone is noticed")
                .until(() -> client.beats.get() > 0);

        log.down = false;

        client.await(1);
        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
    }

    @Test
    void repeatsNothingWhenTheDatabaseGoesAwayInTheMiddleOfAReplay() throws Exception {
        log.add(250);
        var client = new Client() {
            @Override
            public void send(StepLog.Entry entry) throws IOException {
                super.send(entry);
                log.down = entry.position() == 100;
            }
        };
        var following = follow(live.open(CUSTOMER), 0, FAR, client);
        Awaitility.await().until(() -> log.asked.get() > 1);

        log.down = false;

        Awaitility.await().until(() -> client.received.contains(250L));
        live.shutDown();
        assertThat(following.get()).isEqualTo(End.SHUTDOWN);
        assertThat(client.received).hasSize(250).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void endsWithTheRightToListen() throws Exception {
        var following = follow(live.open(CUSTOMER), 0, NOW, new Client());

        assertThat(following.get()).isEqualTo(End.TIME_OVER);
    }

    @Test
    void aClientThatDoesNotReceiveIsDropped() {
        log.add(5);
        var connection = live.open(CUSTOMER);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> live.follow(connection, 0, FAR, new Client() {
                    @Override
                    public void send(StepLog.Entry entry) throws IOException {
                        throw new IOException("write failed", new SocketTimeoutException());
                    }
                }));

        assertThat(meters.counter("orders.live.dropped", "reason", "slow").count())
                .isEqualTo(1);
        assertThat(meters.counter("orders.live.dropped", "reason", "gone").count())
                .isZero();
    }

    @Test
    void aCustomerHasSoManyPlacesAndTheInstanceToo() {
        var first = live.open(CUSTOMER);
        live.open(CUSTOMER);
        assertThatExceptionOfType(TooManyConnectionsException.class)
                .isThrownBy(() -> live.open(CUSTOMER))
                .matches(TooManyConnectionsException::isOfOneCustomer);

        live.open(OTHER_CUSTOMER);
        assertThatExceptionOfType(TooManyConnectionsException.class)
                .isThrownBy(() -> live.open(OTHER_CUSTOMER))
                .matches(refusal -> !refusal.isOfOneCustomer());

        live.close(first);
        live.close(first);
        live.open(CUSTOMER);
        assertThat(meters.get("orders.live.connections").gauge().value()).isEqualTo(3);
    }

    /** As a transaction of this instance does. */
    private void commit(int position) {
        log.add(1);
        live.push(CUSTOMER, entry(position));
    }

    private static StepLog.Entry entry(int position) {
        var step = new OrderStep(
                position,
                STEP.status(),
                STEP.previous(),
                STEP.payment(),
                STEP.fulfillment(),
                STEP.by(),
                STEP.reason(),
                STEP.at());
        return new StepLog.Entry(position, ORDER, NUMBER, step);
    }

    private LiveOrders withHeartbeat(Duration heartbeat) {
        return new LiveOrders(log, new LivePolicy(2, 3, heartbeat, Duration.ofSeconds(1)), Clock.systemUTC(), meters);
    }

    private Future<End> follow(LiveConnection connection, long after, Instant until, Client client) {
        var following = live;
        return threads.submit(() -> following.follow(connection, after, until, client));
    }

    /** All steps are of one customer. */
    static final class Log implements StepLog {

        final AtomicInteger end = new AtomicInteger();
        final AtomicInteger asked = new AtomicInteger();
        volatile boolean down;

        void add(int steps) {
            end.addAndGet(steps);
        }

        @Override
        public long end(CustomerId customer) {
            return end.get();
        }

        @Override
        public List<Entry> after(CustomerId customer, long position, int atMost) {
            asked.incrementAndGet();
            if (down) {
                throw new TransientDataAccessResourceException("down");
            }
            return LongStream.rangeClosed(position + 1, Math.min(position + atMost, end.get()))
                    .mapToObj(place -> new Entry(place, ORDER, NUMBER, STEP))
                    .toList();
        }
    }

    static class Client implements LiveOrders.Listener {

        final List<Long> received = new CopyOnWriteArrayList<>();
        final AtomicInteger beats = new AtomicInteger();

        @Override
        public void send(StepLog.Entry entry) throws IOException {
            received.add(entry.position());
        }

        @Override
        public void sendHeartbeat() {
            beats.incrementAndGet();
        }

        void await(int steps) {
            Awaitility.await().untilAsserted(() -> assertThat(received).hasSize(steps));
        }
    }
}
