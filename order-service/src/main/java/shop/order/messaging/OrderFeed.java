package shop.order.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;
import shop.jobs.broadcast.BroadcastListener;
import shop.jobs.broadcast.BroadcastReader;
import shop.order.application.LiveOrders;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderId;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads from all instances whose orders took a step, from the end of the topics, and wakes the clients here that follow them: the steps are
 * in the database, and what was missed is looked up there when the broker is back, or at a client's next heartbeat.
 */
@Component
final class OrderFeed implements BroadcastListener, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> TOPICS = List.of("order_placed", "order_status");
    /** The broker answers at once when there is something; until then it is not asked again. */
    private static final Duration POLL = Duration.ofSeconds(10);

    /** How often it is asked whether the topics have got more partitions. */
    private static final Duration CHECK = Duration.ofSeconds(30);

    private final LiveOrders liveOrders;
    private final BroadcastReader reader;

    OrderFeed(ConsumerFactory<?, ?> connection, LiveOrders liveOrders) {
        this.liveOrders = liveOrders;
        var consumers = BroadcastReader.consumers(
                connection,
                Map.of(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        Math.toIntExact(POLL.toMillis())));
        this.reader = new BroadcastReader("order-feed", TOPICS, CHECK, consumers, this);
    }

    /** Begins before the first client comes, and stops after the last one is gone. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        reader.start();
    }

    @Override
    public void stop() {
        reader.stop();
    }

    @Override
    public boolean isRunning() {
        return reader.isRunning();
    }

    @Override
    public void onConnected(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.seekToEnd(partitions);
        partitions.forEach(partition -> consumer.position(partition, BroadcastReader.TIMEOUT));
        // Whatever was published while nobody listened.
        liveOrders.wakeAll();
    }

    @Override
    public Duration pollTimeout() {
        return POLL;
    }

    @Override
    public void onRecord(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] envelope = message.value();
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
}
