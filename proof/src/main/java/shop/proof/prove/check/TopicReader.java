package shop.proof.prove.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Reads a topic from its beginning to the end that it has now, as a consumer that sees committed records only. */
final class TopicReader {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String broker;

    TopicReader(String broker) {
        this.broker = broker;
    }

    List<PublishedRecord> read(String topic) {
        return records(topic).stream().map(TopicReader::published).toList();
    }

    /** Where the records came from that a consumer could not handle. */
    List<PoisonedRecord> deadLetters(String topic) {
        return records(topic + "-dlt").stream()
                .map(letter -> new PoisonedRecord(
                        text(letter.headers(), "kafka_dlt-original-topic"),
                        (int) number(letter.headers(), "kafka_dlt-original-partition"),
                        number(letter.headers(), "kafka_dlt-original-offset")))
                .toList();
    }

    /** How far each group is behind in the topics of the fleet; nothing for one that is at the end. */
    Map<String, Long> lags() throws InterruptedException {
        try (var admin = admin()) {
            var lags = new TreeMap<String, Long>();
            for (var group : admin.listGroups().valid().get()) {
                // Groups of one instance each, for live updates, end with their instance and leave their offsets
                // behind.
                if (!group.groupId().matches("[a-z-]+-service\\.[a-z_-]+")) {
                    continue;
                }
                var read = admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get();
                var ends = admin.listOffsets(read.keySet().stream()
                                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())))
                        .all()
                        .get();
                var lag = read.entrySet().stream()
                        .mapToLong(entry -> entry.getValue() == null
                                ? 0
                                : end(ends, entry.getKey()) - entry.getValue().offset())
                        .sum();
                if (lag > 0) {
                    lags.put(group.groupId(), lag);
                }
            }
            return lags;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the groups of the broker cannot be read", failed.getCause());
        }
    }

    private static long end(Map<TopicPartition, ListOffsetsResultInfo> ends, TopicPartition partition) {
        var end = ends.get(partition);
        return end == null ? 0 : end.offset();
    }

    private Admin admin() {
        return Admin.create(
                Map.of("bootstrap.servers", broker, "default.api.timeout.ms", 20_000, "request.timeout.ms", 10_000));
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", broker, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(topic + " could not be read to its end " + ends);
                }
                consumer.poll(POLL).forEach(found::add);
            }
            return found;
        }
    }

    private static PublishedRecord published(ConsumerRecord<byte[], byte[]> read) {
        var event = event(read.value());
        return new PublishedRecord(
                read.topic(),
                read.partition(),
                read.offset(),
                Instant.ofEpochMilli(read.timestamp()),
                read.key() == null ? "" : new String(read.key(), StandardCharsets.UTF_8),
                event.path("id").asString(""),
                event.path("type").asString(""),
                event.path("subject").asString(""),
                event.path("aggregateversion").asLong(0),
                event);
    }

    private static JsonNode event(byte[] value) {
        if (value == null) {
            return MissingNode.getInstance();
        }
        try {
            return JsonMapper.shared().readTree(value);
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }

    private static String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(Headers headers, String name) {
        var header = headers.lastHeader(name);
        if (header == null) {
            return -1;
        }
        var bytes = ByteBuffer.wrap(header.value());
        return header.value().length == Integer.BYTES ? bytes.getInt() : bytes.getLong();
    }
}
