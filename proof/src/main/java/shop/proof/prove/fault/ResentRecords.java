package shop.proof.prove.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import shop.proof.Broker;
import shop.proof.prove.check.PoisonedRecord;

/** Records that the topics hold already come again with the same ids, as a relay sends them that did not learn of its success. */
record ResentRecords(String name, Which which, Random random) implements Fault {

    private static final int RESENT = 500;

    enum Which {
        /** The newest, in their order. */
        NEWEST,
        /** The newest, in any order: also those of one key. */
        SHUFFLED,
        /** The oldest: a delay of minutes, after all that came since. */
        OLDEST
    }

    @Override
    public Set<String> strikes() {
        return Set.of("records", "kafka");
    }

    @Override
    public void strike(Target target) throws ExecutionException, InterruptedException {
        var records = chosen(all());
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Broker.address(), "max.request.size", 4 << 20, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var record : records) {
                var sent = producer.send(new ProducerRecord<>(
                        record.topic(), record.partition(), record.key(), record.value(), record.headers()));
                if (target.poisoned().contains(place(record.topic(), record.partition(), record.offset()))) {
                    // As little to be read as before.
                    var again = sent.get();
                    target.addPoisoned(place(again.topic(), again.partition(), again.offset()));
                }
            }
            producer.flush();
        }
        target.say(name + ": " + records.size() + " records sent again");
    }

    private static PoisonedRecord place(String topic, int partition, long offset) {
        return new PoisonedRecord(topic, partition, offset);
    }

    private List<ConsumerRecord<byte[], byte[]>> chosen(List<ConsumerRecord<byte[], byte[]>> all) {
        var many = Math.min(RESENT, all.size());
        return switch (which) {
            case NEWEST -> all.subList(all.size() - many, all.size());
            case OLDEST -> all.subList(0, many);
            case SHUFFLED -> {
                var records = new ArrayList<>(all.subList(all.size() - many, all.size()));
                Collections.shuffle(records, random);
                yield records;
            }
        };
    }

    /** What is on the fleet's own topics, as old as it is. */
    private static List<ConsumerRecord<byte[], byte[]>> all() {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Broker.address(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = new HashSet<TopicPartition>();
            consumer.listTopics().forEach((topic, known) -> {
                if (!topic.startsWith("__") && !topic.endsWith("-dlt")) {
                    known.forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
                }
            });
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < Objects.requireNonNull(ends.get(each)))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
            return records;
        }
    }
}
