package shop.jobs.broadcast;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;
import shop.jobs.Next;
import shop.jobs.Worker;

/**
 * Reads all partitions of topics, in each instance for itself and without a consumer group: there is nothing to share out and no offset to
 * commit. While the broker is away it tries to connect, and the service goes on with what was read.
 */
public final class BroadcastReader {

    /** For a question to the broker. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** A poll that is woken ends at once, and a question to the broker after its time-out. */
    private static final Duration STOP_PATIENCE = TIMEOUT.multipliedBy(2);

    private final List<String> topics;
    private final Duration checkInterval;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final BroadcastListener listener;
    private final Worker worker;

    private volatile @Nullable Consumer<byte[], byte[]> current;

    // Of the worker's thread alone:
    private int partitions;
    private long lastCheck;

    /**
     * A reader that is not running yet.
     *
     * @param checkInterval how often it is asked whether the broker is there and the topics have got more partitions
     */
    public BroadcastReader(
            String name,
            List<String> topics,
            Duration checkInterval,
            Supplier<Consumer<byte[], byte[]>> consumers,
            BroadcastListener listener) {
        this.topics = List.copyOf(topics);
        this.checkInterval = checkInterval;
        this.consumers = consumers;
        this.listener = listener;
        this.worker = Worker.named(name)
                .platformThreads()
                .backOff(RETRY, RETRY)
                .awaitTermination(STOP_PATIENCE)
                .onStop(this::wakeUp)
                .task(this::read);
    }

    /** Consumers that reach the broker as the service's listeners do, and otherwise have these settings. */
    public static Supplier<Consumer<byte[], byte[]>> consumers(
            ConsumerFactory<?, ?> connection, Map<String, Object> settings) {
        var all = new HashMap<>(connection.getConfigurationProperties());
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
        all.remove(CommonClientConfigs.CLIENT_ID_CONFIG);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.putAll(settings);
        return () -> new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether it has come to where the topics ended then. */
    public static boolean isRead(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
    }

    public void start() {
        worker.start();
    }

    /** Ends the reading, and says whether it has ended: whether what it writes to can be closed. */
    public boolean stop() {
        worker.stop();
        var ended = worker.isTerminated();
        if (ended) {
            close();
        }
        return ended;
    }

    public boolean isRunning() {
        return worker.isRunning();
    }

    private void wakeUp() {
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private Next read() throws Exception {
        try {
            var open = current;
            var consumer = open == null ? connect() : open;
            if (!worker.isRunning()) {
                return Next.IDLE;
            }
            if (!isCurrent(consumer)) {
                close();
                return Next.NOW;
            }
            for (var message : consumer.poll(listener.pollTimeout())) {
                listener.onRecord(message);
            }
            listener.onPolled(consumer);
            return Next.NOW;
        } catch (WakeupException stopped) {
            return Next.IDLE;
        } catch (Exception | Error failure) {
            close();
            listener.onFailure(failure);
            throw failure;
        }
    }

    private Consumer<byte[], byte[]> connect() throws Exception {
        var consumer = consumers.get();
        current = consumer;
        var all = partitions(consumer);
        partitions = all.size();
        lastCheck = System.nanoTime();
        consumer.assign(all);
        listener.onConnected(consumer, all);
        return consumer;
    }

    private boolean isCurrent(Consumer<byte[], byte[]> consumer) throws Exception {
        var now = System.nanoTime();
        if (now - lastCheck <= checkInterval.toNanos()) {
            return true;
        }
        lastCheck = now;
        return listener.isCurrent(consumer) && partitions(consumer).size() <= partitions;
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return topics.stream()
                .flatMap(topic -> {
                    var found = consumer.partitionsFor(topic, TIMEOUT);
                    if (found == null || found.isEmpty()) {
                        throw new IllegalStateException("there is no topic " + topic);
                    }
                    return found.stream().map(partition -> new TopicPartition(topic, partition.partition()));
                })
                .toList();
    }

    private void close() {
        var consumer = current;
        current = null;
        if (consumer != null) {
            // It has no group to leave, and a good-bye would wait behind its last question to the broker.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }
}
