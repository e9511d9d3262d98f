package shop.local.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads along what the services publish, from now on, and hands over what concerns the ids that it was given. */
final class EventTail implements AutoCloseable {

    private static final List<String> TOPICS = List.of(
            "user_registered", "product_updated", "order_placed", "order_status", "payment_status", "stock_changed");

    private final KafkaConsumer<String, String> consumer;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Set<String> consumed = ConcurrentHashMap.newKeySet();
    private final Consumer<String> listener;
    private final Thread reader;

    /** Returns when it reads: nothing that happens afterwards is missed. */
    EventTail(String bootstrapServers, Consumer<String> listener) {
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                new StringDeserializer(),
                new StringDeserializer());
        try {
            var partitions = TOPICS.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic, Duration.ofSeconds(10)).stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(partition -> consumer.position(partition, Duration.ofSeconds(10))); // the end of now
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        this.reader = Thread.ofPlatform().name("events").daemon().start(this::read);
    }

    /** Events whose subject, user or order this is are of interest. */
    void follow(String id) {
        ids.add(id);
    }

    /** Whether an event of this topic, or one with this in its data, for example {@code order_status CONFIRMED}, was consumed. */
    boolean consumed(String what) {
        return consumed.contains(what);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::take);
            }
        } catch (WakeupException _) {
            // closed
        }
    }

    private void take(ConsumerRecord<String, String> record) {
        try {
            var event = JsonMapper.shared().readTree(record.value());
            var data = event.path("data");
            if (concerns(event, data)) {
                var status = data.path("status").asString("");
                consumed.add(record.topic());
                consumed.add(record.topic() + " " + status);
                listener.accept(line(record.topic(), event, data));
            }
        } catch (JacksonException | IllegalArgumentException unreadable) {
            listener.accept("%-16s unreadable".formatted(record.topic()));
        }
    }

    private boolean concerns(JsonNode event, JsonNode data) {
        return ids.contains(event.path("subject").asString(""))
                || ids.contains(data.path("userId").asString(""))
                || ids.contains(data.path("orderId").asString(""));
    }

    private static String line(String topic, JsonNode event, JsonNode data) {
        var words = new StringBuilder("%-16s version %d"
                .formatted(topic, event.path("aggregateversion").asLong()));
        for (var member : List.of("status", "paymentStatus", "sku", "onHand", "held")) {
            if (data.has(member)) {
                words.append(", ")
                        .append(member)
                        .append(' ')
                        .append(data.path(member).asString());
            }
        }
        return words.toString();
    }
}
