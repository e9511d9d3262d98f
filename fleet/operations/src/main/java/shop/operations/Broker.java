package shop.operations;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaAdmin;

/** Asks the broker about topics and groups. */
class Broker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Below every offset. */
    private static final long NOTHING_READ = -1;

    private final Map<String, Object> settings;
    private @Nullable Admin admin;

    Broker(KafkaAdmin kafka) {
        this.settings = new HashMap<>(kafka.getConfigurationProperties());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    }

    /** Where a group is in one partition; {@code committed} is {@link #NOTHING_READ} where it has read nothing yet. */
    record Position(String group, TopicPartition partition, long committed, long begin, long end) {

        /** A group without a position starts at the beginning. */
        long lag() {
            return Math.max(0, end - Math.max(begin, committed));
        }
    }

    /** What there is to know of the groups that belong to somebody's listeners. */
    record Groups(Collection<ConsumerGroupDescription> descriptions, List<Position> positions) {}

    /**
     * All consumer groups, and where each is in what it reads.
     *
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    Groups groups() {
        return ask(admin -> {
            var names = answer(admin.listGroups(ListGroupsOptions.forConsumerGroups())
                            .all())
                    .stream()
                    .map(GroupListing::groupId)
                    .toList();
            var descriptions = answer(admin.describeConsumerGroups(names).all());
            var committed = committed(admin, names);
            // What a member was given and has not read from yet.
            descriptions.forEach((group, description) -> description
                    .members()
                    .forEach(member -> member.assignment()
                            .topicPartitions()
                            .forEach(partition -> committed
                                    .computeIfAbsent(group, _ -> new HashMap<>())
                                    .putIfAbsent(partition, NOTHING_READ))));
            var partitions = partitions(admin, committed.values());
            committed.values().forEach(known -> complete(known, partitions));
            return new Groups(descriptions.values(), positions(admin, committed));
        });
    }

    private static Map<String, Map<TopicPartition, Long>> committed(Admin admin, Collection<String> groups) {
        var asked =
                groups.stream().collect(Collectors.toMap(Function.identity(), _ -> new ListConsumerGroupOffsetsSpec()));
        var committed = new HashMap<String, Map<TopicPartition, Long>>();
        answer(admin.listConsumerGroupOffsets(asked).all()).forEach((group, offsets) -> {
            var known = committed.computeIfAbsent(group, _ -> new HashMap<>());
            offsets.forEach((partition, at) -> known.put(partition, at == null ? NOTHING_READ : at.offset()));
        });
        return committed;
    }

    /** How many partitions each topic has that somebody reads. A group remembers topics that are deleted; those are not among them. */
    private static Map<String, Integer> partitions(Admin admin, Collection<Map<TopicPartition, Long>> committed) {
        var topics = answer(admin.listTopics().names());
        var read = committed.stream()
                .flatMap(known -> known.keySet().stream())
                .map(TopicPartition::topic)
                .filter(topics::contains)
                .collect(Collectors.toSet());
        return answer(admin.describeTopics(read).allTopicNames()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        topic -> topic.getValue().partitions().size()));
    }

    /** A group reads all partitions of its topics; where it has read nothing, and has no members now, the broker knows nothing of it. */
    private static void complete(Map<TopicPartition, Long> known, Map<String, Integer> partitions) {
        var topics = known.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        known.keySet().removeIf(partition -> !partitions.containsKey(partition.topic()));
        for (var topic : topics) {
            for (var number = 0; number < partitions.getOrDefault(topic, 0); number++) {
                known.putIfAbsent(new TopicPartition(topic, number), NOTHING_READ);
            }
        }
    }

    private static List<Position> positions(Admin admin, Map<String, Map<TopicPartition, Long>> committed) {
        var partitions = committed.values().stream()
                .flatMap(offsets -> offsets.keySet().stream())
                .collect(Collectors.toSet());
        var begins = offsets(admin, partitions, OffsetSpec.earliest());
        var ends = offsets(admin, partitions, OffsetSpec.latest());
        return committed.entrySet().stream()
                .flatMap(group -> group.getValue().entrySet().stream()
                        .map(at -> new Position(
                                group.getKey(),
                                at.getKey(),
                                at.getValue(),
                                begins.getOrDefault(at.getKey(), 0L),
                                ends.getOrDefault(at.getKey(), 0L))))
                .toList();
    }

    /** Whether a topic keeps the newest record of each key instead of the newest time. */
    boolean isCompacted(String topic) {
        return ask(admin -> {
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            var config = answer(admin.describeConfigs(List.of(resource)).all()).get(resource);
            var policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
            return policy != null
                    && policy.value() != null
                    && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        });
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which) {
        var asked = partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which));
        return answer(admin.listOffsets(asked).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }

    private <T> T ask(Function<Admin, T> question) {
        try {
            return question.apply(admin());
        } catch (KafkaException refused) {
            throw new BrokerUnavailableException(refused);
        }
    }

    /** One for all questions: each writes a hundred lines of settings into the log when it is made, and logs in anew. */
    private synchronized Admin admin() {
        var known = admin;
        if (known == null) {
            known = Admin.create(settings);
            admin = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new BrokerUnavailableException(failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(interrupted);
        }
    }
}
