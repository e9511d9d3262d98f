package shop.jobs.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BroadcastReaderTest {

    private static final String TOPIC = "topic";

    private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();
    private final AtomicInteger partitions = new AtomicInteger(1);
    private final AtomicInteger refused = new AtomicInteger();
    private final Recorder recorder = new Recorder();
    private final BroadcastReader reader =
            new BroadcastReader("reader", List.of(TOPIC), Duration.ofMillis(20), this::consumer, recorder);

    @AfterEach
    void stops() {
        reader.stop();
    }

    @Test
    void givesOutWhatIsInTheTopicAndWhatComes() {
        reader.start();

        await().until(() -> List.copyOf(recorder.values).equals(List.of("first")));
        assertThat(consumers).hasSize(1);
        assertThat(recorder.connected).hasValue(1);
    }

    @Test
    void connectsAnewToABrokerThatComesBack() {
        refused.set(1);

        reader.start();

        await().until(() -> List.copyOf(recorder.values).equals(List.of("first")));
        assertThat(recorder.failures).hasSize(1);
    }

    @Test
    void connectsAnewWhenAConnectionBreaks() {
        reader.start();
        await().until(() -> recorder.values.size() == 1);

        consumers.getFirst().setPollException(new KafkaException("the connection is gone"));

        await().until(() -> consumers.size() == 2 && recorder.values.size() == 2);
        assertThat(consumers.getFirst().closed()).isTrue();
        assertThat(recorder.failures).singleElement().isInstanceOf(KafkaException.class);
    }

    @Test
    void connectsAnewWhenARecordCannotBeTaken() {
        recorder.refusals.set(1);

        reader.start();

        await().until(() -> List.copyOf(recorder.values).equals(List.of("first")));
        assertThat(consumers).hasSize(2);
    }

    @Test
    void readsPartitionsThatAreAdded() {
        reader.start();
        await().until(() -> recorder.values.size() == 1);

        partitions.set(2);
        consumers.getFirst().updatePartitions(TOPIC, partitionInfos());

        await().until(() -> recorder.connected.get() == 2);
        assertThat(consumers.getLast().assignment()).hasSize(2);
        assertThat(recorder.failures).isEmpty();
    }

    @Test
    void aStopEndsAPollAtOnceAndClosesTheConsumer() {
        reader.start();
        await().until(() -> recorder.values.size() == 1);

        assertThat(reader.stop()).isTrue();

        assertThat(reader.isRunning()).isFalse();
        assertThat(consumers.getFirst().closed()).isTrue();
        assertThat(recorder.failures).isEmpty();
    }

    private Consumer<byte[], byte[]> consumer() {
        if (refused.getAndDecrement() > 0) {
            throw new KafkaException("not there");
        }
        var consumer = new MockConsumer<byte[], byte[]>("none");
        consumer.updatePartitions(TOPIC, partitionInfos());
        IntStream.range(0, partitions.get())
                .forEach(number -> consumer.updateBeginningOffsets(Map.of(new TopicPartition(TOPIC, number), 0L)));
        consumer.schedulePollTask(
                () -> consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, new byte[0], "first".getBytes(UTF_8))));
        consumers.add(consumer);
        return consumer;
    }

    private List<PartitionInfo> partitionInfos() {
        var node = new Node(1, "localhost", 9092);
        var nodes = new Node[] {node};
        return IntStream.range(0, partitions.get())
                .mapToObj(number -> new PartitionInfo(TOPIC, number, node, nodes, nodes))
                .toList();
    }

    private static final class Recorder implements BroadcastListener {

        private final ConcurrentLinkedQueue<String> values = new ConcurrentLinkedQueue<>();
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger connected = new AtomicInteger();
        private final AtomicInteger refusals = new AtomicInteger();

        @Override
        public void onConnected(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
            consumer.seekToBeginning(partitions);
            connected.incrementAndGet();
        }

        @Override
        public void onRecord(ConsumerRecord<byte[], byte[]> message) {
            if (refusals.getAndDecrement() > 0) {
                throw new IllegalStateException("the index is broken");
            }
            values.add(new String(message.value(), UTF_8));
        }

        @Override
        public Duration pollTimeout() {
            return Duration.ofMillis(5);
        }

        @Override
        public void onFailure(Throwable failure) {
            failures.add(failure);
        }
    }
}
