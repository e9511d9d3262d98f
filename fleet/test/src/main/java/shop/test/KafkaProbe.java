package shop.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the broker as another service would, and reads what the service under test published. */
public final class KafkaProbe {

    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final class Producer {
        static final KafkaProducer<String, @Nullable String> INSTANCE =
                new KafkaProducer<String, @Nullable String>(Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        Infrastructure.shared().kafka(),
                        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                        StringSerializer.class,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                        StringSerializer.class,
                        ProducerConfig.ACKS_CONFIG,
                        "all"));
    }

    private KafkaProbe() {}

    /** Sends an envelope under its subject as the key and waits until the broker has it. */
    public static void send(String topic, JsonNode envelope) {
        sendRaw(topic, envelope.get("subject").stringValue(), envelope.toString());
    }

    /** Sends any value, readable or not. */
    public static void sendRaw(String topic, String key, @Nullable String value) {
        try {
            Producer.INSTANCE
                    .send(new ProducerRecord<String, @Nullable String>(topic, key, value))
                    .get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("cannot send to " + topic, failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The first envelope of the topic that fits, from its beginning on; fails after {@link #PATIENCE} with what was there instead. */
    public static JsonNode await(String topic, Predicate<JsonNode> wanted) {
        var seen = new ArrayList<JsonNode>();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var consumer = reader(topic)) {
            while (System.nanoTime() < deadline) {
                for (var message : consumer.poll(Duration.ofMillis(100))) {
                    var envelope = JsonMapper.shared().readTree(message.value());
                    if (wanted.test(envelope)) {
                        return envelope;
                    }
                    seen.add(envelope);
                }
            }
        }
        throw new AssertionError("no fitting event on " + topic + " within " + PATIENCE + "; there were " + seen);
    }

    /** All records that the topic holds now. */
    public static List<ConsumerRecord<String, String>> records(String topic) {
        var found = new ArrayList<ConsumerRecord<String, String>>();
        try (var consumer = reader(topic)) {
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    /** All envelopes about one subject that the topic holds now, oldest first. */
    public static List<JsonNode> eventsAbout(String topic, String subject) {
        return records(topic).stream()
                .filter(message -> subject.equals(message.key()))
                .map(message -> JsonMapper.shared().readTree(message.value()))
                .toList();
    }

    private static KafkaConsumer<String, String> reader(String topic) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                Infrastructure.shared().kafka(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
