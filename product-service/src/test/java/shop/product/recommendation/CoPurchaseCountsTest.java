package shop.product.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.mongodb.client.MongoClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import shop.product.recommendation.OrderHistory.OrderVersion;
import shop.recommendations.Neighbor;
import shop.test.FleetTest;
import shop.test.Parallel;

/** In a database of its own, where no running instance counts along. */
@FleetTest
class CoPurchaseCountsTest {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final UUID CUSTOMER = new UUID(8, 1);
    private static final UUID MUG = new UUID(8, 11);
    private static final UUID LAMP = new UUID(8, 12);
    private static final UUID RUG = new UUID(8, 13);

    private final MongoClient client;

    @Autowired
    CoPurchaseCountsTest(MongoClient client) {
        this.client = client;
    }

    private MongoTemplate mongo = noDatabase();
    private OrderHistory history = new OrderHistory(mongo);

    @SuppressWarnings("NullAway") // replaced before each test
    private static MongoTemplate noDatabase() {
        return null;
    }

    @BeforeEach
    void useADatabaseOfItsOwn() {
        mongo = new MongoTemplate(
                client, "counts_" + Long.toHexString(System.nanoTime()) + "_" + COUNTER.incrementAndGet());
        history = new OrderHistory(mongo);
    }

    @AfterEach
    void dropTheDatabase() {
        mongo.getDb().drop();
    }

    @Test
    void countsEachProductAndEachTwo() {
        history.record(
                List.of(order(1, 1, true, MUG, LAMP), order(2, 1, true, MUG, LAMP, RUG), order(3, 1, true, RUG)));

        applyAll();

        assertThat(orders()).isEqualTo(Map.of(MUG, 2, LAMP, 2, RUG, 2));
        assertThat(together(MUG)).isEqualTo(Map.of(LAMP, 2, RUG, 1));
        assertThat(together(RUG)).isEqualTo(Map.of(LAMP, 1, MUG, 1));
    }

    @Test
    void anEventThatComesAgainChangesNothing() {
        var placed = order(1, 1, true, MUG, LAMP);
        history.record(List.of(placed, placed));
        applyAll();
        history.record(List.of(placed));

        applyAll();

        assertThat(orders()).isEqualTo(Map.of(MUG, 1, LAMP, 1));
        assertThat(mongo.count(new Query(), OrderHistory.PENDING)).isZero();
    }

    @Test
    void aCancelledOrderIsTakenBack() {
        history.record(List.of(order(1, 1, true, MUG, LAMP), order(2, 1, true, MUG, LAMP)));
        applyAll();

        history.record(List.of(order(1, 3, false, MUG, LAMP)));
        applyAll();

        assertThat(orders()).isEqualTo(Map.of(MUG, 1, LAMP, 1));
        assertThat(together(MUG)).isEqualTo(Map.of(LAMP, 1));
    }

    @Test
    void anOrderWhoseCancellationCameFirstNeverCounts() {
        history.record(List.of(order(1, 2, false, MUG, LAMP)));
        applyAll();
        history.record(List.of(order(1, 1, true, MUG, LAMP)));

        applyAll();

        assertThat(orders().values()).allMatch(count -> count == 0);
    }

    @Test
    void theNeighborsAreRankedByTheCountsOfAllOrders() {
        history.record(List.of(
                order(1, 1, true, MUG, LAMP),
                order(2, 1, true, MUG, RUG),
                order(3, 1, true, RUG),
                order(4, 1, true, RUG)));
        var index = new NeighborIndex(properties());

        var counts = new CoPurchaseCounts(mongo, properties());
        index.put(counts.applyPending(index::ordersOf).orElseThrow());

        assertThat(index.neighborsOf(MUG)).extracting(one -> one.item()).containsExactly(LAMP, RUG);
        assertThat(index.neighborsOf(MUG).getFirst().weight()).isCloseTo(Math.pow(1.0 / 2, 2), within(1e-12));
        var another = new NeighborIndex(properties());
        another.put(counts.changedSince(0));
        assertThat(another.neighborsOf(MUG)).isEqualTo(index.neighborsOf(MUG));
        assertThat(another.bestSellers()).startsWith(RUG);
    }

    /** An instance that ends in the middle leaves a batch that is begun; the next one finds part of it done. */
    @Test
    void aBatchThatWasBegunIsFinishedByAnother() {
        history.record(List.of(order(1, 1, true, MUG, LAMP), order(2, 1, true, LAMP, RUG)));
        applyAll();
        history.record(List.of(order(3, 1, true, MUG, LAMP)));
        applyAll();
        var head = Objects.requireNonNull(mongo.findById("counts", Document.class, CoPurchaseCounts.STATE));
        // As it was when the batch had been applied and nobody had said so.
        mongo.save(
                new Document("_id", "counts")
                        .append("revision", head.getLong("revision") - 1)
                        .append(
                                "batch",
                                List.of(new Document("order", new UUID(9, 3))
                                        .append("version", 1L)
                                        .append("counts", true)
                                        .append("counted", false))),
                CoPurchaseCounts.STATE);

        applyAll();

        assertThat(orders()).isEqualTo(Map.of(MUG, 2, LAMP, 3, RUG, 1));
        assertThat(together(LAMP)).isEqualTo(Map.of(MUG, 2, RUG, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsAreRightHoweverOftenAndInWhateverOrderTheEventsComeToWhicheverInstance(long seed) {
        var random = new Random(seed);
        var products = random.longs(12).mapToObj(id -> new UUID(10, id)).toList();
        var events = new ArrayList<OrderVersion>();
        var last = new HashMap<UUID, OrderVersion>();
        for (var number = 1; number <= 60; number++) {
            var basket = random.ints(1 + random.nextInt(4), 0, products.size())
                    .mapToObj(products::get)
                    .toArray(UUID[]::new);
            var versions = 1 + random.nextInt(3);
            for (var version = 1; version <= versions; version++) {
                var counts = version == 1 || random.nextInt(3) > 0;
                var event = order(number, version, counts, basket);
                last.put(event.order(), event);
                Collections.addAll(events, event, event);
            }
        }
        Collections.shuffle(events, random);

        var workers = new AtomicInteger();
        Parallel.times(4, () -> {
            var own = new CoPurchaseCounts(mongo, properties());
            var worker = workers.getAndIncrement();
            for (var from = worker * 10; from < events.size(); from += 40) {
                history.record(events.subList(from, Math.min(from + 10, events.size())));
                own.applyPending(_ -> 0);
            }
            return worker;
        });
        applyAll();

        var expected = new TreeMap<UUID, Integer>();
        var pairs = new HashMap<Set<UUID>, Integer>();
        last.values().stream()
                .filter(OrderVersion::counts)
                .forEach(order -> order.products().forEach(one -> {
                    expected.merge(one, 1, Integer::sum);
                    order.products().stream()
                            .filter(other -> one.compareTo(other) < 0)
                            .forEach(other -> pairs.merge(Set.of(one, other), 1, Integer::sum));
                }));
        assertThat(withoutZeros(orders())).isEqualTo(expected);
        for (var product : products) {
            together(product)
                    .forEach((other, count) ->
                            assertThat(count).isEqualTo(pairs.getOrDefault(Set.of(product, other), 0)));
        }
    }

    @Test
    void aStoredModelIsLoadedAsItWas() {
        var training = new ModelTraining(mongo, history, smallProperties(), Clock.fixed(NOW, ZoneOffset.UTC));

        training.store(5, List.of(List.of(new Neighbor<>(1, 0.25, 3)), List.of()), List.of(MUG, LAMP));

        assertThat(training.load(5)).isEqualTo(Map.of(MUG, List.of(new Neighbor<>(LAMP, 0.25, 3))));
        assertThat(training.load(6)).isEmpty();
    }

    @Test
    void aModelThatIsNotBetterIsNotUsed() {
        for (var number = 1; number <= 300; number++) {
            history.record(List.of(order(number, 1, true, MUG, LAMP)));
        }
        var training = new ModelTraining(mongo, history, smallProperties(), Clock.fixed(NOW, ZoneOffset.UTC));

        training.runIfDue();

        assertThat(training.current()).isZero();
        assertThat(training.load(0)).isNull();
    }

    private void applyAll() {
        var counts = new CoPurchaseCounts(mongo, properties());
        while (counts.applyPending(_ -> 0).isPresent()) {
            assertThat(counts.revision()).isPositive();
        }
    }

    private Map<UUID, Integer> orders() {
        var found = new TreeMap<UUID, Integer>();
        mongo.findAll(Document.class, CoPurchaseCounts.COUNTS)
                .forEach(one -> found.put(one.get("_id", UUID.class), one.getInteger("orders")));
        return found;
    }

    private Map<UUID, Integer> together(UUID product) {
        var stored = mongo.findById(product, Document.class, CoPurchaseCounts.COUNTS);
        var found = new TreeMap<UUID, Integer>();
        if (stored != null) {
            stored.get("together", Document.class)
                    .forEach((other, count) -> found.put(UUID.fromString(other), (Integer) count));
        }
        return withoutZeros(found);
    }

    private static Map<UUID, Integer> withoutZeros(Map<UUID, Integer> counts) {
        var positive = new TreeMap<>(counts);
        positive.values().removeIf(count -> count == 0);
        return positive;
    }

    private static OrderVersion order(int number, long version, boolean counts, UUID... products) {
        return new OrderVersion(
                new UUID(9, number), CUSTOMER, new LinkedHashSet<>(Arrays.asList(products)), version, counts, NOW);
    }

    private static RecommendationProperties properties() {
        return new RecommendationProperties(100, Duration.ofSeconds(1), 3, 500, Duration.ofDays(14), 100, 0.5, 2000);
    }

    private static RecommendationProperties smallProperties() {
        return new RecommendationProperties(100, Duration.ofSeconds(1), 3, 100, Duration.ofDays(4), 10, 0, 100);
    }
}
