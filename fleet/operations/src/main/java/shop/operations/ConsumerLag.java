package shop.operations;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How far the fleet's consumers are behind what was published. */
class ConsumerLag {

    private final Broker broker;

    ConsumerLag(Broker broker) {
        this.broker = broker;
    }

    /**
     * One group and how far it is behind.
     *
     * @param state the broker's word for it, for example {@code STABLE} or {@code EMPTY}
     * @param members that read now; with none, nobody catches up
     * @param lag records that the group has not handled yet
     */
    record ConsumerGroup(String group, String state, int members, long lag, List<TopicLag> topics) {

        ConsumerGroup {
            topics = List.copyOf(topics);
        }
    }

    /** How far a group is behind in one topic. */
    record TopicLag(String topic, int partitions, long lag) {}

    /**
     * All groups, by name.
     *
     * @throws BrokerUnavailableException if the broker does not answer in time
     */
    List<ConsumerGroup> groups() {
        var groups = broker.groups();
        var positions = groups.positions().stream().collect(Collectors.groupingBy(Broker.Position::group));
        return groups.descriptions().stream()
                .map(group -> {
                    var own = positions.getOrDefault(group.groupId(), List.of());
                    return new ConsumerGroup(
                            group.groupId(),
                            group.groupState().name(),
                            group.members().size(),
                            lag(own),
                            topics(own));
                })
                .sorted(Comparator.comparing(ConsumerGroup::group))
                .toList();
    }

    private static List<TopicLag> topics(List<Broker.Position> positions) {
        return positions.stream()
                .collect(Collectors.groupingBy(position -> position.partition().topic()))
                .entrySet()
                .stream()
                .map(topic -> new TopicLag(topic.getKey(), topic.getValue().size(), lag(topic.getValue())))
                .sorted(Comparator.comparing(TopicLag::topic))
                .toList();
    }

    private static long lag(List<Broker.Position> positions) {
        return positions.stream().mapToLong(Broker.Position::lag).sum();
    }
}
