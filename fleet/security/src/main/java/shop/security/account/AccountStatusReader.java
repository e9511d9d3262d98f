package shop.security.account;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import shop.jobs.broadcast.BroadcastListener;
import shop.jobs.broadcast.BroadcastReader;

/**
 * Reads {@code user_status} from its beginning and then live. While the broker is away the list is as old as the outage, and the service
 * goes on.
 */
final class AccountStatusReader implements BroadcastListener, InitializingBean, SmartLifecycle, DisposableBean {

    static final String TOPIC = "user_status";

    private static final Logger LOG = LoggerFactory.getLogger(AccountStatusReader.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CHECK = Duration.ofSeconds(15);

    private final AccountList accounts;
    private final Duration startPatience;
    private final BroadcastReader reader;
    private final CountDownLatch complete = new CountDownLatch(1);

    /** Since the start that waits for the list; the reader begins before it. */
    private volatile boolean running;

    // Of the reader's thread alone:
    private List<TopicPartition> partitions = List.of();
    private Map<TopicPartition, Long> ends = Map.of();

    AccountStatusReader(Supplier<Consumer<byte[], byte[]>> consumers, AccountList accounts, Duration startPatience) {
        this.accounts = accounts;
        this.startPatience = startPatience;
        this.reader = new BroadcastReader(TOPIC, List.of(TOPIC), CHECK, consumers, this);
    }

    /** Early, so that the list is complete by the time the other beans are made. */
    @Override
    public void afterPropertiesSet() {
        reader.start();
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
        reader.stop();
    }

    @Override
    public void onConnected(Consumer<byte[], byte[]> consumer, List<TopicPartition> assigned) {
        partitions = assigned;
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions, BroadcastReader.TIMEOUT);
    }

    @Override
    public Duration pollTimeout() {
        return POLL;
    }

    @Override
    public void onPolled(Consumer<byte[], byte[]> consumer) {
        if (complete.getCount() > 0 && BroadcastReader.isRead(consumer, ends)) {
            LOG.info("{} is read", TOPIC);
            complete.countDown();
        }
    }

    @Override
    public boolean isCurrent(Consumer<byte[], byte[]> consumer) {
        consumer.endOffsets(partitions, BroadcastReader.TIMEOUT);
        return true;
    }

    @Override
    public void onRecord(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] envelope = message.value();
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
}
