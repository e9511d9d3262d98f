package shop.product.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.test.Contracts;
import tools.jackson.databind.node.ObjectNode;

/** What the index makes of topics that come anew, forget, or are not there, and of records that cannot be read. */
class CatalogFeedTest {

    private static final TopicPartition PRODUCTS = new TopicPartition(CatalogFeed.PRODUCTS, 0);
    private static final TopicPartition STOCK = new TopicPartition(CatalogFeed.STOCK, 0);

    private final Topics topics = new Topics();
    private final RecordingListener listener = new RecordingListener();
    private final LuceneIndex index;
    private final LuceneSearch search;
    private final SearchProperties properties;
    private CatalogFeed feed;

    CatalogFeedTest(@TempDir Path folder) {
        properties =
                new SearchProperties(folder, Duration.ofMinutes(5), Duration.ofMillis(10), Duration.ofMillis(10), 16);
        index = new LuceneIndex(folder, 16);
        search = new LuceneSearch(index);
        feed = feed();
    }

    @AfterEach
    void close() throws IOException {
        feed.stop();
        index.close();
    }

    @Test
    void hasReadTheTopicsWhenItIsStarted() {
        var lamp = topics.product(1, "Lamp");
        var mug = topics.product(2, "Mug");
        topics.stock(mug, 1, 7);

        feed.start();

        assertThat(found()).containsExactlyInAnyOrder(lamp, mug);
        assertThat(inStock()).containsExactly(mug);
        assertThat(listener.changed).containsExactlyInAnyOrder(lamp, mug);
        assertThat(listener.stock).containsOnlyKeys(mug);
    }

    @Test
    void goesOnWhereItWas() {
        var lamp = topics.product(1, "Lamp");
        feed.start();
        feed.stop();
        listener.changed.clear();
        var mug = topics.product(2, "Mug");

        restart();

        assertThat(found()).containsExactlyInAnyOrder(lamp, mug);
        assertThat(listener.changed).as("read once").containsExactly(mug);
    }

    @Test
    void isBuiltAnewFromTopicsThatWereMadeAgain() {
        IntStream.rangeClosed(1, 5).forEach(number -> topics.product(number, "Lamp"));
        feed.start();
        feed.stop();
        topics.makeAgain();
        var mug = topics.product(9, "Mug");

        restart();

        assertThat(found()).containsExactly(mug);
    }

    @Test
    void isBuiltAnewWhenTheTopicsHaveForgottenWhereItWas() {
        topics.product(1, "Lamp");
        feed.start();
        feed.stop();
        topics.product(2, "Chair");
        topics.forgetAll();
        var mug = topics.product(3, "Mug");

        restart();

        await().untilAsserted(() -> assertThat(found())
                .as("what a compacted topic has kept is all there is")
                .containsExactly(mug));
    }

    @Test
    void isBuiltAnewWhenTheTopicsEndBeforeWhereItWas() {
        IntStream.rangeClosed(1, 5).forEach(number -> topics.product(number, "Lamp"));
        feed.start();
        feed.stop();
        topics.loseAll();
        var mug = topics.product(9, "Mug");

        restart();

        assertThat(found()).containsExactly(mug);
    }

    @Test
    void servesWhatItHasWhileTheBrokerIsAway() {
        var lamp = topics.product(1, "Lamp");
        feed.start();
        feed.stop();
        topics.goAway();
        var mug = topics.product(2, "Mug");

        restart();

        assertThat(feed.isRunning()).isTrue();
        assertThat(found()).containsExactly(lamp);

        topics.comeBack();
        await().untilAsserted(() -> assertThat(found()).containsExactlyInAnyOrder(lamp, mug));
    }

    @Test
    void goesOnWithAnotherConnectionWhenOneBreaks() {
        var lamp = topics.product(1, "Lamp");
        feed.start();

        topics.breakConnections();
        var mug = topics.product(2, "Mug");

        await().untilAsserted(() -> assertThat(found()).containsExactlyInAnyOrder(lamp, mug));
    }

    @Test
    void passesOverWhatCannotBeRead() {
        topics.record(PRODUCTS, "no envelope");
        var lamp = topics.product(1, "Lamp");
        var nameless = Contracts.example("product_updated", "product.updated.v1");
        ((ObjectNode) nameless.get("data")).remove("name");
        topics.record(PRODUCTS, nameless.toString());
        topics.record(STOCK, "{}");
        topics.stock(lamp, 1, 3);

        feed.start();

        assertThat(found()).containsExactly(lamp);
        assertThat(inStock()).containsExactly(lamp);
    }

    private void restart() {
        feed = feed();
        feed.start();
    }

    private CatalogFeed feed() {
        return new CatalogFeed(topics::consumer, topics::ids, index, listener, properties);
    }

    private List<UUID> found() {
        return find(null);
    }

    private List<UUID> inStock() {
        return find(true);
    }

    private List<UUID> find(@Nullable Boolean inStock) {
        var everything = new ProductSearch(null, null, null, null, null, inStock, Map.of());
        return search.find(everything, new HitSlice(List.of(), 0, 100, null)).ids();
    }

    /** What is called besides. */
    private static final class RecordingListener implements CatalogFeed.ChangeListener {

        private final Set<UUID> changed = ConcurrentHashMap.newKeySet();
        private final Map<UUID, Long> stock = new ConcurrentHashMap<>();

        @Override
        public void changed(UUID id) {
            changed.add(id);
        }

        @Override
        public void stock(UUID id, long available, long version) {
            stock.put(id, available);
        }
    }

    /** Two topics of one partition each, and the consumers that read them. */
    private static final class Topics {

        private final Map<TopicPartition, List<byte[]>> records = new HashMap<>();
        private final Map<TopicPartition, Long> forgotten = new HashMap<>();
        private final List<MockConsumer<byte[], byte[]>> open = new ArrayList<>();
        private String id = "first";
        private boolean away;

        Topics() {
            clear();
        }

        private void clear() {
            for (var partition : List.of(PRODUCTS, STOCK)) {
                records.put(partition, new ArrayList<>());
                forgotten.put(partition, 0L);
            }
        }

        synchronized Map<String, String> ids(Collection<String> names) {
            requireHere();
            return names.stream().collect(Collectors.toMap(name -> name, name -> name + " " + id));
        }

        synchronized Consumer<byte[], byte[]> consumer() {
            requireHere();
            var consumer = new MockConsumer<byte[], byte[]>("none");
            var node = new Node(1, "localhost", 9092);
            for (var partition : records.keySet()) {
                consumer.updatePartitions(
                        partition.topic(),
                        List.of(new PartitionInfo(partition.topic(), 0, node, new Node[] {node}, new Node[] {node})));
            }
            consumer.updateBeginningOffsets(forgotten);
            consumer.updateEndOffsets(ends());
            // Records can be given to a consumer only once it has its partitions.
            consumer.schedulePollTask(() -> deliver(consumer));
            open.add(consumer);
            return consumer;
        }

        private Map<TopicPartition, Long> ends() {
            return records.keySet().stream()
                    .collect(Collectors.toMap(partition -> partition, partition -> end(partition)));
        }

        private long end(TopicPartition partition) {
            return records.getOrDefault(partition, List.of()).size();
        }

        private synchronized void deliver(MockConsumer<byte[], byte[]> consumer) {
            records.forEach((partition, values) -> {
                for (var offset = forgotten.getOrDefault(partition, 0L); offset < values.size(); offset++) {
                    consumer.addRecord(new ConsumerRecord<>(
                            partition.topic(), 0, offset, new byte[0], values.get(Math.toIntExact(offset))));
                }
            });
        }

        private void requireHere() {
            if (away) {
                throw new KafkaException("nobody answers");
            }
        }

        UUID product(int number, String name) {
            var product = new UUID(0x019aa5f07a007000L, 0x8000000000000000L | number);
            var envelope = Contracts.example("product_updated", "product.updated.v1");
            envelope.put("subject", product.toString()).put("aggregateversion", 1);
            ((ObjectNode) envelope.get("data"))
                    .put("productId", product.toString())
                    .put("sku", "SKU-" + number)
                    .put("name", name)
                    .put("version", 1);
            record(PRODUCTS, envelope.toString());
            return product;
        }

        void stock(UUID product, long version, long available) {
            var envelope = Contracts.example("stock_changed", "stock.changed.v1");
            envelope.put("subject", product.toString()).put("aggregateversion", version);
            ((ObjectNode) envelope.get("data"))
                    .put("productId", product.toString())
                    .put("available", available);
            record(STOCK, envelope.toString());
        }

        synchronized void record(TopicPartition partition, String value) {
            records.computeIfAbsent(partition, _ -> new ArrayList<>()).add(value.getBytes(StandardCharsets.UTF_8));
        }

        synchronized void makeAgain() {
            clear();
            id = "second";
        }

        /** As a broker that lost its disk, and whose topics have their ids from elsewhere. */
        synchronized void loseAll() {
            clear();
        }

        synchronized void forgetAll() {
            forgotten.putAll(ends());
        }

        synchronized void goAway() {
            away = true;
        }

        synchronized void comeBack() {
            away = false;
        }

        synchronized void breakConnections() {
            open.forEach(consumer -> consumer.setPollException(new KafkaException("the connection is gone")));
        }
    }
}
