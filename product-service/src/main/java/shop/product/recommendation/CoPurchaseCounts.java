package shop.product.recommendation;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;
import shop.recommendations.Jaccard;
import shop.recommendations.Neighbor;

/**
 * How many orders have each product, and each two products. Kept incrementally and exactly, without transactions: what changes is first
 * written down as a numbered batch, by a compare-and-set of one document, and each product's counts remember the last batch they have taken.
 * So a batch may be applied by any instance, by several at once, and again after a crash, and counts once
 * (docs/adr/0047-recommendations.md).
 */
@Component
class CoPurchaseCounts {

    static final String COUNTS = "recommendation_counts";
    static final String NEIGHBORS = "recommendation_neighbors";
    static final String STATE = "recommendation_state";

    private static final String HEAD = "counts";
    private static final int ORDERS_AT_ONCE = 1_000;
    private static final int PRODUCTS_AT_ONCE = 100;

    /** Each failed try means that another instance has got on. */
    private static final int TRIES = 20;

    private final MongoTemplate mongo;
    private final int limit;

    CoPurchaseCounts(MongoTemplate mongo, RecommendationProperties properties) {
        this.mongo = mongo;
        this.limit = properties.neighbors();
    }

    /**
     * One change of an order.
     *
     * @param version up to which it was looked at
     * @param counts whether the order counts from now on
     * @param counted whether it counted so far
     */
    private record Change(UUID order, long version, boolean counts, boolean counted) {

        static Change of(Document stored) {
            return new Change(
                    stored.get("order", UUID.class),
                    stored.getLong("version"),
                    stored.getBoolean("counts"),
                    stored.getBoolean("counted"));
        }

        Document document() {
            return new Document("order", order)
                    .append("version", version)
                    .append("counts", counts)
                    .append("counted", counted);
        }
    }

    /** By how much the counts of one product change. */
    private static final class Delta {

        private int orders;
        private final Map<UUID, Integer> together = new HashMap<>();

        void add(UUID product, Collection<UUID> basket, int sign) {
            orders += sign;
            for (var other : basket) {
                if (!other.equals(product)) {
                    together.merge(other, sign, Integer::sum);
                }
            }
        }
    }

    /** What is recommended beside one product, from its counts. */
    record Stored(UUID product, long batch, int orders, Map<UUID, Integer> together) {

        static Stored of(Document stored) {
            var state = stored.get("state", Document.class);
            var together = new HashMap<UUID, Integer>();
            for (var one : state.getList("top", Document.class)) {
                together.put(one.get("p", UUID.class), one.getInteger("n"));
            }
            return new Stored(
                    stored.get("_id", UUID.class), state.getLong("batch"), state.getInteger("orders"), together);
        }
    }

    /** The number of the last batch. */
    long revision() {
        return head().getLong("revision");
    }

    /** The neighbors of the products whose counts have changed since a batch was begun; 0 for all. */
    List<Stored> changedSince(long batch) {
        return mongo.find(query(where("state.batch").gte(batch)), Document.class, NEIGHBORS).stream()
                .map(Stored::of)
                .toList();
    }

    /**
     * Counts the orders that wait, or what another instance has begun to count.
     *
     * @param knownOrders in how many orders a product is that the batch does not have
     * @return the products whose neighbors are others now; nothing if no order waited
     */
    Optional<List<Stored>> applyPending(ToIntFunction<UUID> knownOrders) {
        for (var tries = 0; tries < TRIES; tries++) {
            var batch = begunBatch();
            if (batch.isEmpty()) {
                return Optional.empty();
            }
            var head = batch.get();
            if (head.get("batch") != null) {
                var number = head.getLong("revision");
                var changes = head.getList("batch", Document.class).stream()
                        .map(Change::of)
                        .toList();
                var changed = apply(number, changes, knownOrders);
                finish(number, changes);
                step(number, null);
                return Optional.of(changed);
            }
        }
        throw new OptimisticLockingFailureException("other instances were first " + TRIES + " times");
    }

    /** Empty if nothing waits. Without a batch in it if another instance was first. */
    private Optional<Document> begunBatch() {
        var head = head();
        if (head.get("batch") != null) {
            return Optional.of(head);
        }
        var changes = waiting();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        var begun = step(head.getLong("revision"), changes);
        return Optional.of(begun == null ? head : begun);
    }

    private Document head() {
        var head = mongo.findById(HEAD, Document.class, STATE);
        if (head != null) {
            return head;
        }
        try {
            return mongo.insert(new Document("_id", HEAD).append("revision", 0L).append("batch", null), STATE);
        } catch (DuplicateKeyException _) {
            return head();
        }
    }

    /** Null if another instance was first. */
    private @Nullable Document step(long revision, @Nullable List<Change> batch) {
        return mongo.findAndModify(
                query(where("_id").is(HEAD).and("revision").is(revision)),
                new Update()
                        .set("revision", revision + 1)
                        .set(
                                "batch",
                                batch == null
                                        ? null
                                        : batch.stream().map(Change::document).toList()),
                FindAndModifyOptions.options().returnNew(true),
                Document.class,
                STATE);
    }

    private List<Change> waiting() {
        var versions = new HashMap<UUID, Long>();
        for (var pending : mongo.find(new Query().limit(ORDERS_AT_ONCE), Document.class, OrderHistory.PENDING)) {
            versions.put(pending.get("_id", UUID.class), pending.getLong("version"));
        }
        return orders(versions.keySet()).values().stream()
                .map(order -> {
                    var id = order.get("_id", UUID.class);
                    var counted = order.get("counted", Document.class);
                    return new Change(
                            id,
                            versions.getOrDefault(id, 0L),
                            OrderHistory.counts(order),
                            counted != null && counted.getBoolean("counts"));
                })
                .toList();
    }

    private Map<UUID, Document> orders(Collection<UUID> ids) {
        return ids.isEmpty()
                ? Map.of()
                : mongo.find(query(where("_id").in(ids)), Document.class, OrderHistory.ORDERS).stream()
                        .collect(Collectors.toMap(order -> order.get("_id", UUID.class), Function.identity()));
    }

    private List<Stored> apply(long batch, List<Change> changes, ToIntFunction<UUID> knownOrders) {
        var deltas = deltas(changes);
        var orders = new HashMap<UUID, Integer>();
        deltas.forEach((product, delta) -> orders.put(product, add(batch, product, delta)));
        // Only now are the counts of all of them those after the batch.
        ToIntFunction<UUID> ordersOf = product -> {
            var counted = orders.get(product);
            return counted == null ? knownOrders.applyAsInt(product) : counted;
        };
        var ids = List.copyOf(deltas.keySet());
        var changed = new ArrayList<Stored>();
        for (var from = 0; from < ids.size(); from += PRODUCTS_AT_ONCE) {
            changed.addAll(rank(ids.subList(from, Math.min(from + PRODUCTS_AT_ONCE, ids.size())), ordersOf));
        }
        return changed;
    }

    /** Adds to the counts of one product, unless they have this batch already, and returns in how many orders it is then. */
    private int add(long batch, UUID product, Delta delta) {
        var lean = query(where("_id").is(product));
        lean.fields().include("batch", "orders");
        for (var tries = 0; tries < TRIES; tries++) {
            var stored = mongo.findOne(lean, Document.class, COUNTS);
            if (stored == null) {
                if (insert(batch, product, delta)) {
                    return delta.orders;
                }
                continue;
            }
            var taken = stored.getLong("batch");
            if (taken >= batch) {
                return stored.getInteger("orders");
            }
            var update = new Update().set("batch", batch).inc("orders", delta.orders);
            delta.together.forEach((other, count) -> update.inc("together." + other, count));
            var unchanged = query(where("_id").is(product).and("batch").is(taken));
            if (mongo.updateFirst(unchanged, update, COUNTS).getMatchedCount() == 1) {
                return stored.getInteger("orders") + delta.orders;
            }
        }
        throw new OptimisticLockingFailureException("counts of product " + product + " changed " + TRIES + " times");
    }

    private boolean insert(long batch, UUID product, Delta delta) {
        var together = new Document();
        delta.together.forEach((other, count) -> together.append(other.toString(), count));
        try {
            mongo.insert(
                    new Document("_id", product)
                            .append("batch", batch)
                            .append("orders", delta.orders)
                            .append("together", together),
                    COUNTS);
            return true;
        } catch (DuplicateKeyException _) {
            return false;
        }
    }

    /** Ranks the neighbors anew. The newest batch wins, so that an instance that comes late changes nothing. */
    private List<Stored> rank(List<UUID> products, ToIntFunction<UUID> ordersOf) {
        var ranked = new ArrayList<Stored>();
        var writes = mongo.bulkOps(BulkMode.ORDERED, NEIGHBORS);
        for (var stored : mongo.find(query(where("_id").in(products)), Document.class, COUNTS)) {
            var product = stored.get("_id", UUID.class);
            var orders = stored.getInteger("orders");
            var together = new HashMap<UUID, Integer>();
            stored.get("together", Document.class)
                    .forEach((other, count) -> together.put(UUID.fromString(other), (Integer) count));
            var best = Jaccard.neighbors(orders, together, ordersOf, Comparator.<UUID>naturalOrder(), limit);
            var top = best.stream()
                    .map(one -> new Document("p", one.item()).append("n", one.together()))
                    .toList();
            var batch = stored.getLong("batch");
            writes.upsert(
                    query(where("_id").is(product)),
                    new Update()
                            .max(
                                    "state",
                                    new Document("batch", batch)
                                            .append("orders", orders)
                                            .append("top", top)));
            ranked.add(new Stored(
                    product,
                    batch,
                    orders,
                    best.stream().collect(Collectors.toMap(Neighbor::item, Neighbor::together))));
        }
        if (!ranked.isEmpty()) {
            writes.execute();
        }
        return ranked;
    }

    private void finish(long batch, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        var orders = mongo.bulkOps(BulkMode.ORDERED, OrderHistory.ORDERS);
        var pending = mongo.bulkOps(BulkMode.ORDERED, OrderHistory.PENDING);
        for (var change : changes) {
            orders.updateOne(
                    query(where("_id").is(change.order())),
                    new Update().max("counted", new Document("batch", batch).append("counts", change.counts())));
            // One that has moved on meanwhile waits for the next batch.
            pending.remove(query(where("_id").is(change.order()).and("version").is(change.version())));
        }
        orders.execute();
        pending.execute();
    }

    private Map<UUID, Delta> deltas(List<Change> changes) {
        var orders = orders(changes.stream()
                .filter(change -> change.counts() != change.counted())
                .map(Change::order)
                .toList());
        // Sorted, so that instances that apply the same batch at once do so in the same order.
        var deltas = new TreeMap<UUID, Delta>();
        for (var change : changes) {
            var order = orders.get(change.order());
            if (order != null) {
                var products = OrderHistory.products(order);
                for (var product : products) {
                    deltas.computeIfAbsent(product, _ -> new Delta()).add(product, products, change.counts() ? 1 : -1);
                }
            }
        }
        return deltas;
    }
}
