package shop.product.search;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import shop.events.IncomingEvent;
import shop.events.UnreadableEventException;
import shop.jobs.broadcast.BroadcastListener;
import shop.jobs.broadcast.BroadcastReader;

/**
 * Feeds the index, and what is kept in memory, from {@code product_updated} and {@code stock_changed}, from where the index ends; an index without a past is built from the beginning of the topics, which are compacted and so hold
 * the whole catalog. While the broker is away the index is as old as the outage, and the service goes on.
 */
final class CatalogFeed implements BroadcastListener, SmartLifecycle {

    static final String PRODUCTS = "product_updated";
    static final String STOCK = "stock_changed";

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFeed.class);

    private static final Duration IDLE = Duration.ofMillis(500);

    /** How often it is asked whether the broker is there and the topics are the same. */
    private static final Duration CHECK = Duration.ofSeconds(15);

    /** While the index is built nobody waits for single products; a refresh then is for memory's sake alone. */
    private static final int MOST_INVISIBLE = 50_000;

    /** A refresh takes longer the more has changed; while much does, searches get most of the time, and see it within a second all the same. */
    private static final int PAUSE_FACTOR = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final TopicIds topicIds;
    private final LuceneIndex index;
    private final ChangeListener listener;
    private final SearchProperties properties;
    private final BroadcastReader reader;
    private final CountDownLatch complete = new CountDownLatch(1);

    // Of the reader's thread alone:
    private final Map<String, String> position = new HashMap<>();
    private Map<String, String> ids = Map.of();
    private Map<TopicPartition, Long> ends = Map.of();
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
        this.topicIds = topicIds;
        this.index = index;
        this.listener = listener;
        this.properties = properties;
        this.reader = new BroadcastReader("catalog-feed", List.of(PRODUCTS, STOCK), CHECK, consumers, this);
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
        reader.start();
        try {
            if (!complete.await(properties.startPatience().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the search index is still behind the topics: what is missing is found as it comes");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the reader, since the index is closed next. */
    @Override
    public void stop() {
        if (!reader.stop()) {
            return;
        }
        try {
            makeDurable();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("the search index was not written down at the end: {}", failure.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return reader.isRunning();
    }

    @Override
    public void onConnected(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) throws IOException {
        if (index.isBroken()) {
            index.reopen();
        }
        ids = topicIds.of(List.of(PRODUCTS, STOCK));
        takePosition(ids);
        ends = consumer.endOffsets(partitions, BroadcastReader.TIMEOUT);
        if (partitions.stream().anyMatch(this::endsBeforePosition)) {
            // A broker that lost its disk: the next records would be taken for ones that were read.
            startAnew();
            position.putAll(ids);
        }
        partitions.forEach(partition -> seek(consumer, partition));
        caughtUp = false;
        // Stock of a product that is not there yet has to be kept aside, so a catalog is read before its stock.
        consumer.pause(partitions.stream()
                .filter(partition -> partition.topic().equals(STOCK))
                .toList());
    }

    @Override
    public Duration pollTimeout() {
        return written ? properties.visibleAfter() : IDLE;
    }

    @Override
    public boolean isCurrent(Consumer<byte[], byte[]> consumer) {
        return topicIds.of(ids.keySet()).equals(ids);
    }

    @Override
    public void onFailure(Throwable failure) throws IOException {
        // A broker that is away must not keep the service from serving what it has.
        complete.countDown();
        if (failure instanceof OffsetOutOfRangeException) {
            // The topics have forgotten what the index would have to read next.
            startAnew();
            index.commit(Map.of());
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

    private boolean endsBeforePosition(TopicPartition partition) {
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

    private void catchUp() throws IOException {
        index.refresh();
        caughtUp = true;
        written = false;
        makeDurable();
        LOG.info("the search index has caught up with the topics");
        complete.countDown();
    }

    @Override
    public void onPolled(Consumer<byte[], byte[]> consumer) throws IOException {
        refreshIfDue();
        if (!consumer.paused().isEmpty() && isRead(consumer, PRODUCTS::equals)) {
            consumer.resume(consumer.paused());
        } else if (!caughtUp && isRead(consumer, _ -> true)) {
            catchUp();
        }
    }

    private boolean isRead(Consumer<byte[], byte[]> consumer, Predicate<String> topic) {
        return ends.entrySet().stream()
                .filter(end -> topic.test(end.getKey().topic()))
                .allMatch(end -> consumer.position(end.getKey(), BroadcastReader.TIMEOUT) >= end.getValue());
    }

    private void refreshIfDue() throws IOException {
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

    @Override
    public void onRecord(ConsumerRecord<byte[], byte[]> message) throws IOException {
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
}
