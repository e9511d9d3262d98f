package shop.proof.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import shop.proof.Broker;
import shop.proof.measure.Counter.Kind;

/** What the topics hold and how far the consumer groups have come. Readers without a group leave no trace at the broker. */
public final class BrokerCounters implements AutoCloseable {

    private static final String OFFSETS = "__consumer_offsets";

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", Broker.address()));

    public Counts read() throws ExecutionException, InterruptedException {
        var found = new TreeMap<Counter, Double>();
        ends().forEach((partition, offset) -> found.merge(
                partition.topic().equals(OFFSETS)
                        ? new Counter(Kind.OFFSET_COMMITS, OFFSETS)
                        : new Counter(Kind.RECORDS, partition.topic()),
                offset.doubleValue(),
                Double::sum));
        positions()
                .forEach((group, offsets) -> offsets.forEach((partition, offset) -> found.merge(
                        new Counter(Kind.DELIVERIES, partition.topic() + " to " + group),
                        (double) offset.offset(),
                        Double::sum)));
        return new Counts(found);
    }

    /** What the consumer groups have still to read. */
    public long lag() throws ExecutionException, InterruptedException {
        var ends = ends();
        return positions().values().stream()
                .flatMap(offsets -> offsets.entrySet().stream())
                .mapToLong(entry ->
                        ends.getOrDefault(entry.getKey(), 0L) - entry.getValue().offset())
                .sum();
    }

    private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        var partitions = admin.describeTopics(names).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(partitions).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> positions()
            throws ExecutionException, InterruptedException {
        var groups = admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toMap(group -> group, _ -> new ListConsumerGroupOffsetsSpec()));
        return groups.isEmpty()
                ? Map.of()
                : admin.listConsumerGroupOffsets(groups).all().get();
    }

    @Override
    public void close() {
        admin.close();
    }
}
