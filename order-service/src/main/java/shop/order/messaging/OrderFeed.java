package shop.order.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
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
import shop.order.application.LiveOrders;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads from all instances whose orders took a step, and wakes the clients here that follow them. Each instance reads all partitions for
 * itself from their end, without a consumer group: the steps are in the database, and what was missed is looked up there when the broker
 * is back, or at a client's next heartbeat.
 */
@Component
final class OrderFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> TOPICS = List.of("order_placed", "order_status");
    /** The broker answers at once when there is something; until then it is not asked again. */
    private static final Duration POLL = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How often it is asked whether the broker is there and the topics have got more partitions. */
    private static final Duration CHECK = Duration.ofSeconds(30);

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
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(POLL.toMillis()));
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
        var reader = running;
        running = null;
        stopped.countDown();
        var open = current;
        if (open != null) {
            open.wakeup();
        }
        if (reader != null) {
            await(reader);
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    private void run() {
        do {
            try {
                var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                current = consumer;
                try {
                    read(consumer);
                } finally {
                    // It has no group to leave, and leaving would wait behind its last request to the broker.
                    consumer.close(CloseOptions.timeout(Duration.ZERO));
                }
            } catch (WakeupException end) {
                log.debug("Steps of orders are not read any longer");
            } catch (RuntimeException | Error failure) {
                // An Error too: a thread that has ended while the service says it runs would never work again.
                if (!failing) {
                    failing = true;
                    log.warn(
                            "Steps of orders are not read, clients receive them at their next heartbeat: {}",
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
        // Whatever was published while nobody listened.
        liveOrders.wakeAll();
        var lastCheck = System.nanoTime();
        while (!isStopped(Duration.ZERO)) {
            consumer.poll(POLL).forEach(this::onRecord);
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
    private void onRecord(ConsumerRecord<byte[], byte @Nullable []> message) {
        var envelope = message.value();
        // A client that comes later has its position read from the database.
        if (envelope == null || liveOrders.isIdle()) {
            return;
        }
        try {
            update(envelope)
                    .ifPresentOrElse(
                            update -> liveOrders.wake(update.customer(), update.order(), update.version()),
                            () -> passedOver(message));
        } catch (JacksonException | IllegalArgumentException unreadable) {
            passedOver(message);
        }
    }

    private static void passedOver(ConsumerRecord<?, ?> message) {
        log.warn(
                "passed over an unreadable record: {}-{} offset {}",
                message.topic(),
                message.partition(),
                message.offset());
    }

    /** An order that has got to a version. */
    record Update(CustomerId customer, OrderId order, long version) {}

    /** Reads no more of an event than whose it is, {@code data.userId}, and of which step: the same in both messages. */
    static Optional<Update> update(byte[] envelope) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), envelope)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            @Nullable UUID order = null;
            @Nullable UUID customer = null;
            var version = 0L;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                if (name.equals("subject") && token == JsonToken.VALUE_STRING) {
                    order = UUID.fromString(parser.getString());
                } else if (name.equals("aggregateversion") && token == JsonToken.VALUE_NUMBER_INT) {
                    version = parser.getLongValue();
                } else if (name.equals("data") && token == JsonToken.START_OBJECT) {
                    customer = userId(parser);
                } else {
                    parser.skipChildren();
                }
                if (order != null && customer != null && version > 0) {
                    return Optional.of(new Update(new CustomerId(customer), new OrderId(order), version));
                }
            }
            return Optional.empty();
        }
    }

    /** Of the object that the parser is in; to its end, so that what follows can be read. */
    private static @Nullable UUID userId(JsonParser parser) {
        @Nullable UUID user = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var isUser = parser.currentName().equals("userId");
            if (parser.nextToken() == JsonToken.VALUE_STRING && isUser) {
                user = UUID.fromString(parser.getString());
            }
            parser.skipChildren();
        }
        return user;
    }

    private static void await(Thread reader) {
        try {
            if (!reader.join(PATIENCE)) {
                log.warn("The reader of steps of orders has not stopped after {}", PATIENCE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
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
