package shop.product.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import shop.messaging.IncomingEvent;
import shop.messaging.UnreadableEventException;

/**
 * Feeds the index, and what is kept in memory, from {@code product_updated} and {@code stock_changed}. Each instance reads all partitions for itself, without a consumer
 * group, from where its index ends; an index without a past is built from the beginning of the topics, which are compacted and so hold
 * the whole catalog. While the broker is away the index is as old as the outage, and the service goes on.
 */
final class CatalogFeed implements SmartLifecycle {

    static final String PRODUCTS = "product_updated";
    static final String STOCK = "stock_changed";

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFeed.class);

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How often it is asked whether the broker is there and the topics are the same, as an idle topic and a dead broker look alike. */
    private static final Duration CHECK = Duration.ofSeconds(15);

    /** While the index is built nobody waits for single products; a refresh then is for memory's sake alone. */
    private static final int MOST_INVISIBLE = 50_000;

    /** A refresh takes longer the more has changed; while much does, searches get most of the time, and see it within a second all the same. */
    private static final int PAUSE_FACTOR = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicIds topicIds;
    private final LuceneIndex index;
    private final ChangeListener listener;
    private final SearchProperties properties;
    private final CountDownLatch complete = new CountDownLatch(1);

    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile @Nullable Thread running;
    private volatile CountDownLatch stopped = new CountDownLatch(1);

    // Of the feed's thread alone:
    private final Map<String, String> position = new HashMap<>();
    private boolean failing;
    private boolean caughtUp;
    private boolean written;
    private boolean durable = true;
    private long lastRefresh;
    private long refreshCost;
    private long lastCommit;

    CatalogFeed(
            Supplier<Consumer<byte[], byte[]>> consumers,
            TopicIds topicIds,
            LuceneIndex index,
            ChangeListener listener,
            SearchProperties properties) {
        this.consumers = consumers;
        this.topicIds = topicIds;
        this.index = index;
        this.listener = listener;
        this.properties = properties;
    }

    /** Which topic of a name it is: one that was deleted and made again has another id, and its offsets mean other records. */
    @FunctionalInterface
    interface TopicIds {
        Map<String, String> of(Collection<String> topics);
    }

    /** Called for each change beside the index. */
    interface ChangeListener {

        /** A product has another version than before, or may have. */
        void changed(UUID id);

        /** So much of a product can be bought, as of this version of the stock. */
        void stock(UUID id, long available, long version);
    }

    /** Before the web server opens, so that no request finds an empty index. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        running = Thread.ofPlatform().daemon().name("catalog-feed").start(this::run);
        try {
            if (!complete.await(properties.startPatience().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the search index is still behind the topics: what is missing is found as it comes");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the thread, since the index is closed next. */
    @Override
    public void stop() {
        var thread = running;
        stopped.countDown();
        var open = current;
        if (open != null) {
            open.wakeup();
        }
        try {
            if (thread != null) {
                thread.join(PATIENCE.multipliedBy(2));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        running = null;
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    private void run() {
        do {
            try (var consumer = consumers.get()) {
                current = consumer;
                if (index.isBroken()) {
                    index.reopen();
                }
                read(consumer);
            } catch (WakeupException end) {
                LOG.debug("the search index is not fed any longer");
            } catch (IOException | RuntimeException | Error failure) {
                fail(failure);
            } finally {
                current = null;
            }
        } while (!isStopped(RETRY));
        try {
            makeDurable();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("the search index was not written down at the end: {}", failure.toString());
        }
    }

    private void fail(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warn("the search index is not fed, what is in it is found: {}", failure.toString());
        }
        // A broker that is away must not keep the service from serving what it has.
        complete.countDown();
    }

    /** Returns when the topics have changed or the service stops. */
    private void read(Consumer<byte[], byte[]> consumer) throws IOException {
        var ids = topicIds.of(List.of(PRODUCTS, STOCK));
        takePosition(ids);
        var products = partitions(consumer, PRODUCTS);
        var stock = partitions(consumer, STOCK);
        var all = new ArrayList<>(products);
        all.addAll(stock);
        consumer.assign(all);
        var ends = consumer.endOffsets(all, PATIENCE);
        if (all.stream().anyMatch(partition -> endsBeforePosition(partition, ends))) {
            // A broker that lost its disk: the next records would be taken for ones that were read.
            startAnew();
            position.putAll(ids);
        }
        all.forEach(partition -> seek(consumer, partition));
        caughtUp = false;
        // Stock of a product that is not there yet has to be kept aside, so a catalog is read before its stock.
        consumer.pause(stock);
        var lastCheck = System.nanoTime();
        while (!isStopped(Duration.ZERO)) {
            poll(consumer);
            if (!consumer.paused().isEmpty() && isRead(consumer, ends, products)) {
                consumer.resume(stock);
            } else if (!caughtUp && isRead(consumer, ends, all)) {
                catchUp();
            }
            if (System.nanoTime() - lastCheck > CHECK.toNanos()) {
                if (!topicIds.of(ids.keySet()).equals(ids)
                        || partitions(consumer, PRODUCTS).size() > products.size()
                        || partitions(consumer, STOCK).size() > stock.size()) {
                    return;
                }
                lastCheck = System.nanoTime();
            }
        }
    }

    private void takePosition(Map<String, String> ids) throws IOException {
        position.clear();
        position.putAll(index.position());
        if (!ids.entrySet().stream().allMatch(id -> id.getValue().equals(position.get(id.getKey())))) {
            startAnew();
        }
        position.putAll(ids);
    }

    private void startAnew() throws IOException {
        LOG.info("the search index in {} is built from the beginning of the topics", index.folder());
        index.clear();
        position.clear();
        written = true;
        durable = false;
    }

    private boolean endsBeforePosition(TopicPartition partition, Map<TopicPartition, Long> ends) {
        var next = position.get(partition.toString());
        return next != null && Long.parseLong(next) > ends.getOrDefault(partition, 0L);
    }

    private void seek(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        var next = position.get(partition.toString());
        if (next == null) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, Long.parseLong(next));
        }
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        var partitions = consumer.partitionsFor(topic, PATIENCE);
        if (partitions == null || partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + topic);
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private static boolean isRead(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Collection<TopicPartition> partitions) {
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition, PATIENCE) >= ends.getOrDefault(partition, 0L));
    }

    private void catchUp() throws IOException {
        index.refresh();
        caughtUp = true;
        written = false;
        makeDurable();
        if (failing || complete.getCount() > 0) {
            LOG.info("the search index has caught up with the topics");
        }
        failing = false;
        complete.countDown();
    }

    private void poll(Consumer<byte[], byte[]> consumer) throws IOException {
        try {
            for (var message : consumer.poll(written ? properties.visibleAfter() : IDLE)) {
                apply(message);
            }
        } catch (OffsetOutOfRangeException gone) {
            // The topics have forgotten what the index would have to read next.
            startAnew();
            index.commit(Map.of());
            throw gone;
        }
        var now = System.nanoTime();
        if (written && isDue(now)) {
            index.refresh();
            written = false;
            lastRefresh = System.nanoTime();
            refreshCost = lastRefresh - now;
        }
        if (!durable && now - lastCommit > properties.durableAfter().toNanos()) {
            makeDurable();
        }
    }

    private boolean isDue(long now) {
        return index.invisible() > MOST_INVISIBLE || (caughtUp && now - lastRefresh >= pause());
    }

    private long pause() {
        var rest = Math.min(PAUSE_FACTOR * refreshCost, LONGEST_PAUSE.toNanos());
        return Math.max(properties.visibleAfter().toNanos(), rest);
    }

    private void makeDurable() throws IOException {
        if (!durable && !index.isBroken()) {
            index.commit(position);
            durable = true;
            lastCommit = System.nanoTime();
        }
    }

    /** A record that cannot be read is passed over; all instances read it, so it is for none of them to write a dead letter. */
    private void apply(ConsumerRecord<byte[], byte[]> message) throws IOException {
        byte @Nullable [] envelope = message.value();
        try {
            if (envelope != null) {
                take(IncomingEvent.read(envelope));
            }
        } catch (UnreadableEventException | IllegalArgumentException unreadable) {
            LOG.warn(
                    "passed over an unreadable record: {}-{} offset {}: {}",
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    unreadable.getClass().getSimpleName());
        }
        position.put(message.topic() + "-" + message.partition(), String.valueOf(message.offset() + 1));
        written = true;
        durable = false;
    }

    private void take(IncomingEvent event) throws IOException {
        switch (event.type()) {
            case "product.updated.v1" -> {
                listener.changed(event.subject());
                index.put(event.dataAs(SearchableProduct.class));
            }
            case "stock.changed.v1" -> {
                var stock = event.dataAs(Stock.class);
                listener.stock(event.subject(), stock.available(), event.aggregateVersion());
                index.putStock(event.subject(), stock.available(), event.aggregateVersion());
            }
            default -> LOG.debug("nothing to index in {}", event);
        }
    }

    /** What the index reads of {@code stock.changed.v1}. */
    record Stock(long available) {}

    private boolean isStopped(Duration wait) {
        try {
            return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
