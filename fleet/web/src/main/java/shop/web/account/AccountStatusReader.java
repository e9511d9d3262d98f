package shop.web.account;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;

/**
 * Reads {@code user_status} from its beginning and then live. Each instance reads all partitions for itself, without a consumer group:
 * there is nothing to share out and no offset to keep. While the broker is away the list is as old as the outage, and the service goes on.
 */
final class AccountStatusReader implements InitializingBean, SmartLifecycle, DisposableBean {

    static final String TOPIC = "user_status";

    private static final Logger LOG = LoggerFactory.getLogger(AccountStatusReader.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How often it is asked whether the broker is there, as an idle topic and a dead broker look alike. */
    private static final Duration CHECK = Duration.ofSeconds(15);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final AccountList accounts;
    private final Duration startPatience;
    private final CountDownLatch complete = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name(TOPIC).unstarted(this::run);

    private volatile @Nullable Consumer<byte[], byte[]> current;
    private boolean failing;
    private volatile boolean running;

    AccountStatusReader(Supplier<Consumer<byte[], byte[]>> consumers, AccountList accounts, Duration startPatience) {
        this.consumers = consumers;
        this.accounts = accounts;
        this.startPatience = startPatience;
    }

    /** Early, so that the list is complete by the time the other beans are made. */
    @Override
    public void afterPropertiesSet() {
        thread.start();
    }

    /** Before the web server opens: a restart must not let anybody in who was shut out. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        running = true;
        try {
            if (!complete.await(startPatience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "{} could not be read yet: revoked access tokens are accepted until it is or they expire",
                        TOPIC);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        destroy();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void destroy() {
        running = false;
        stopped.countDown();
        var open = current;
        if (open != null) {
            open.wakeup();
        }
    }

    private void run() {
        do {
            try {
                var consumer = consumers.get();
                current = consumer;
                try {
                    read(consumer);
                } finally {
                    // It has no group to leave, and a good-bye would wait behind its last question to the broker.
                    consumer.close(CloseOptions.timeout(Duration.ZERO));
                }
            } catch (WakeupException end) {
                LOG.debug("{} is not read any longer", TOPIC);
            } catch (RuntimeException | Error failure) {
                // An Error too: a thread that has ended while the service says it runs would never work again.
                if (!failing) {
                    failing = true;
                    LOG.warn("{} cannot be read, what was read before stays in force: {}", TOPIC, failure.toString());
                }
            } finally {
                current = null;
            }
        } while (!isStopped(RETRY));
    }

    /** Returns when the topic has got more partitions or the service stops. */
    private void read(Consumer<byte[], byte[]> consumer) {
        var partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions, PATIENCE);
        var lastCheck = System.nanoTime();
        while (!isStopped(Duration.ZERO)) {
            consumer.poll(POLL).forEach(this::consume);
            if ((failing || complete.getCount() > 0) && isRead(consumer, ends)) {
                LOG.info("{} is read", TOPIC);
                failing = false;
                complete.countDown();
            }
            if (System.nanoTime() - lastCheck > CHECK.toNanos()) {
                consumer.endOffsets(partitions, PATIENCE);
                if (partitions(consumer).size() > partitions.size()) {
                    return;
                }
                lastCheck = System.nanoTime();
            }
        }
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        var partitions = consumer.partitionsFor(TOPIC, PATIENCE);
        if (partitions == null || partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + TOPIC);
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
    }

    private static boolean isRead(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
    }

    /** A record that cannot be read is passed over; all instances read it, so it is for none of them to write a dead letter. */
    private void consume(ConsumerRecord<byte[], byte @Nullable []> message) {
        var envelope = message.value();
        if (envelope == null) {
            // Compaction's word for "forget the key", which must not let anybody in again.
            return;
        }
        try {
            var status = AccountStatus.read(envelope);
            if (status != null) {
                accounts.update(status);
            }
        } catch (RuntimeException unreadable) {
            LOG.warn(
                    "passed over an unreadable record: {}-{} offset {}: {}",
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    unreadable.getClass().getSimpleName());
        }
    }

    private boolean isStopped(Duration wait) {
        try {
            return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
