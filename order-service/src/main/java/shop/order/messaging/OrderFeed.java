package shop.order.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;
import shop.messaging.IncomingEvent;
import shop.messaging.UnreadableEventException;
import shop.order.application.LiveOrders;
import shop.order.domain.CustomerId;

/**
 * Hears from all instances whose orders took a step, and wakes the clients here that follow them. Each instance reads all partitions for
 * itself from their end, without a consumer group: the steps are in the database, and what was missed is looked up there when the broker
 * is back, or at a client's next beat.
 */
@Component
final class OrderFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);

    private static final List<String> TOPICS = List.of("order_placed", "order_status");
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How often it is asked whether the broker is there and the topics have got more partitions. */
    private static final Duration CHECK = Duration.ofSeconds(15);

    private final Map<String, Object> settings;
    private final LiveOrders liveOrders;

    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread running;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private boolean failing;

    OrderFeed(ConsumerFactory<?, ?> connection, LiveOrders liveOrders) {
        settings = new HashMap<>(connection.getConfigurationProperties());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(CommonClientConfigs.CLIENT_ID_CONFIG);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.liveOrders = liveOrders;
    }

    /** Begins before the first client comes, and stops after the last one is gone. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        running = Thread.ofPlatform().daemon().name("order-feed").start(this::run);
    }

    @Override
    public void stop() {
        running = null;
        stopped.countDown();
        var open = current;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    private void run() {
        do {
            try (var consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                current = consumer;
                read(consumer);
            } catch (WakeupException end) {
                log.debug("Steps of orders are not heard any longer");
            } catch (RuntimeException failure) {
                if (!failing) {
                    failing = true;
                    log.warn(
                            "Steps of orders are not heard, clients hear of them at their next beat: {}",
                            failure.toString());
                }
            } finally {
                current = null;
            }
        } while (!isStopped(RETRY));
    }

    /** Returns when there are more partitions or the service stops. */
    private void read(Consumer<byte[], byte[]> consumer) {
        var partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(partition -> consumer.position(partition, PATIENCE));
        failing = false;
        // Whatever was told while nobody listened.
        liveOrders.wakeAll();
        var lastCheck = System.nanoTime();
        while (!isStopped(Duration.ZERO)) {
            consumer.poll(POLL).forEach(this::hear);
            if (System.nanoTime() - lastCheck > CHECK.toNanos()) {
                if (partitions(consumer).size() > partitions.size()) {
                    return;
                }
                lastCheck = System.nanoTime();
            }
        }
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        var all = new ArrayList<TopicPartition>();
        for (var topic : TOPICS) {
            var partitions = consumer.partitionsFor(topic, PATIENCE);
            if (partitions == null || partitions.isEmpty()) {
                throw new IllegalStateException("there is no topic " + topic);
            }
            partitions.forEach(partition -> all.add(new TopicPartition(topic, partition.partition())));
        }
        return all;
    }

    /** A record that cannot be read is passed over; all instances read it, so it is for none of them to write a dead letter. */
    private void hear(ConsumerRecord<byte[], byte @Nullable []> message) {
        var envelope = message.value();
        if (envelope == null) {
            return;
        }
        try {
            var step = IncomingEvent.read(envelope).dataAs(Step.class);
            liveOrders.wake(new CustomerId(step.userId()));
        } catch (UnreadableEventException unreadable) {
            log.warn(
                    "passed over an unreadable record: {}-{} offset {}",
                    message.topic(),
                    message.partition(),
                    message.offset());
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

    /** What the feed reads of both messages. */
    record Step(UUID userId) {

        Step {
            Objects.requireNonNull(userId, "userId");
        }
    }
}
