package shop.product.recommendation;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;
import shop.recommendations.BasketScorer;
import shop.recommendations.Baskets;
import shop.recommendations.Ease;
import shop.recommendations.Evaluation;
import shop.recommendations.Jaccard;
import shop.recommendations.Neighbor;

/**
 * Trains the model once a day on one instance, and puts it in use only if it was better than the counts: by the orders of the last days, which
 * neither was trained on, its hit rate is higher with 95 % confidence. Then it is trained again on all of them.
 */
@Component
class ModelTraining {

    static final String MODEL = "recommendation_model";

    private static final String STATE_ID = "model";
    private static final long SEED = 7;

    /** With fewer the interval is so wide that nothing can be shown. */
    private static final int FEWEST_CASES = 50;

    private static final Duration RETRY = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(ModelTraining.class);

    private final MongoTemplate mongo;
    private final OrderHistory history;
    private final RecommendationProperties properties;
    private final Clock clock;
    private Instant lastLook = Instant.MIN;

    ModelTraining(MongoTemplate mongo, OrderHistory history, RecommendationProperties properties, Clock clock) {
        this.mongo = mongo;
        this.history = history;
        this.properties = properties;
        this.clock = clock;
    }

    /** Trains if nobody has done so since the hour of training. Called by one thread of this instance. */
    void runIfDue() {
        var now = clock.instant();
        if (lastLook.plus(RETRY).isAfter(now)) {
            return;
        }
        lastLook = now;
        var state = state();
        if (state.getDate("startedAt").toInstant().isBefore(lastTrainingHour(now)) && isEnough() && claim(state, now)) {
            train(now);
        }
    }

    private Instant lastTrainingHour(Instant now) {
        var today = now.atZone(ZoneOffset.UTC).with(LocalTime.of(properties.trainingHour(), 0));
        return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
    }

    private boolean isEnough() {
        var atLeast = new Query().limit(properties.minOrders());
        return mongo.count(atLeast, OrderHistory.ORDERS) >= properties.minOrders();
    }

    private Document state() {
        var state = mongo.findById(STATE_ID, Document.class, CoPurchaseCounts.STATE);
        if (state != null) {
            return state;
        }
        try {
            return mongo.insert(
                    new Document("_id", STATE_ID)
                            .append("startedAt", Date.from(Instant.EPOCH))
                            .append("model", 0L),
                    CoPurchaseCounts.STATE);
        } catch (DuplicateKeyException _) {
            return state();
        }
    }

    private boolean claim(Document state, Instant now) {
        var unclaimed = query(where("_id").is(STATE_ID).and("startedAt").is(state.getDate("startedAt")));
        return mongo.updateFirst(unclaimed, new Update().set("startedAt", Date.from(now)), CoPurchaseCounts.STATE)
                        .getModifiedCount()
                == 1;
    }

    /** Trains, evaluates, and stores the model if it is better. */
    void train(Instant now) {
        var numbers = new HashMap<UUID, Integer>();
        var products = new ArrayList<UUID>();
        var purchases = read(numbers, products);
        if (purchases.size() < 2) {
            return;
        }
        var split = purchases.getLast().placedAt().minus(properties.evaluationPeriod());
        var training = new Baskets(
                products.size(),
                purchases.stream()
                        .filter(purchase -> !purchase.placedAt().isAfter(split))
                        .map(NumberedPurchase::products)
                        .toList());
        var cases = Evaluation.Cases.of(
                        purchases.stream()
                                .filter(purchase -> purchase.placedAt().isAfter(split))
                                .map(NumberedPurchase::products)
                                .toList(),
                        SEED)
                .completing();
        var better = cases.size() >= FEWEST_CASES && isBetter(training, cases);
        var model = better ? now.toEpochMilli() : 0L;
        if (better) {
            var all = new Baskets(
                    products.size(),
                    purchases.stream().map(NumberedPurchase::products).toList());
            store(model, ease().neighbors(all, properties.neighbors()), products);
        }
        mongo.updateFirst(query(where("_id").is(STATE_ID)), new Update().set("model", model), CoPurchaseCounts.STATE);
        mongo.remove(query(where("model").ne(model)), MODEL);
    }

    private static final class NumberedPurchase {

        private final Instant placedAt;
        private final int[] products;

        private NumberedPurchase(Instant placedAt, int[] products) {
            this.placedAt = placedAt;
            this.products = products;
        }

        Instant placedAt() {
            return placedAt;
        }

        int[] products() {
            return products;
        }
    }

    private List<NumberedPurchase> read(Map<UUID, Integer> numbers, List<UUID> products) {
        try (var all = history.purchases()) {
            return all.map(purchase -> new NumberedPurchase(
                            purchase.placedAt(),
                            purchase.products().stream()
                                    .mapToInt(product -> numbers.computeIfAbsent(product, fresh -> {
                                        products.add(fresh);
                                        return products.size() - 1;
                                    }))
                                    .toArray()))
                    .sorted(Comparator.comparing(NumberedPurchase::placedAt))
                    .toList();
        }
    }

    private Ease ease() {
        return new Ease(properties.lambda(), properties.sizeExponent(), properties.maxItems());
    }

    private boolean isBetter(Baskets training, List<Evaluation.Case> cases) {
        var counts = measure(Jaccard.neighbors(training, properties.neighbors()), cases);
        var model = measure(ease().neighbors(training, properties.neighbors()), cases);
        var difference = model.hitRateAbove(counts, SEED);
        LOG.info(
                "recommendations, {} held-out orders: hit rate {} by the model, {} by the counts; the difference is {} to {}",
                cases.size(),
                round(model.hitRate(SEED).mean()),
                round(counts.hitRate(SEED).mean()),
                round(difference.low()),
                round(difference.high()));
        return difference.low() > 0;
    }

    private static Evaluation.Result measure(List<List<Neighbor<Integer>>> neighbors, List<Evaluation.Case> cases) {
        Function<List<Integer>, List<Integer>> rank =
                basket -> BasketScorer.rank(basket, neighbors::get, Comparator.<Integer>naturalOrder()).stream()
                        .map(BasketScorer.Ranked::item)
                        .toList();
        return Evaluation.measure(cases, rank, neighbors.size());
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    void store(long model, List<List<Neighbor<Integer>>> neighbors, List<UUID> products) {
        var writes = mongo.bulkOps(BulkMode.UNORDERED, MODEL);
        var any = false;
        for (var item = 0; item < neighbors.size(); item++) {
            if (!neighbors.get(item).isEmpty()) {
                any = true;
                writes.insert(new Document("model", model)
                        .append("product", products.get(item))
                        .append(
                                "top",
                                neighbors.get(item).stream()
                                        .map(one -> new Document("p", products.get(one.item()))
                                                .append("w", one.weight())
                                                .append("n", one.together()))
                                        .toList()));
            }
        }
        if (any) {
            writes.execute();
        }
    }

    /** The number of the model in use; 0 for none. */
    long current() {
        return state().getLong("model");
    }

    /** The neighbors of a model; null if there is none of this number. */
    @Nullable Map<UUID, List<Neighbor<UUID>>> load(long model) {
        if (model == 0) {
            return null;
        }
        var loaded = new HashMap<UUID, List<Neighbor<UUID>>>();
        for (var stored : mongo.find(query(where("model").is(model)), Document.class, MODEL)) {
            loaded.put(
                    stored.get("product", UUID.class),
                    stored.getList("top", Document.class).stream()
                            .map(one ->
                                    new Neighbor<>(one.get("p", UUID.class), one.getDouble("w"), one.getInteger("n")))
                            .toList());
        }
        return loaded;
    }
}
