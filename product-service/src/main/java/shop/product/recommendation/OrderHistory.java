package shop.product.recommendation;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.BulkOperationException;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Which products each order has, and whether it counts: an order counts from when it is placed, unless it is cancelled or expires. The newest
 * version of an order wins, so its events may come in any order and any number of times. Orders with something new wait in a small collection
 * of their own until {@link CoPurchaseCounts} has taken them.
 */
@Component
public class OrderHistory {

    static final String ORDERS = "recommendation_orders";
    static final String PENDING = "recommendation_pending";

    /** Of one customer: what was bought long ago says little. */
    private static final int LAST_ORDERS = 20;

    private final MongoTemplate mongo;
    private final AtomicBoolean changed = new AtomicBoolean(true);

    OrderHistory(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /**
     * An order after one of its steps.
     *
     * @param counts whether it is neither cancelled nor expired
     */
    public record OrderVersion(
            UUID order, UUID customer, Set<UUID> products, long version, boolean counts, Instant at) {}

    /** Takes over versions of orders, in any order. */
    public void record(Collection<OrderVersion> versions) {
        if (versions.isEmpty()) {
            return;
        }
        try {
            write(versions);
        } catch (DuplicateKeyException | BulkOperationException _) {
            // Another thread has just put one of them there for the first time; so it is there now.
            write(versions);
        }
        changed.set(true);
    }

    private void write(Collection<OrderVersion> versions) {
        var orders = mongo.bulkOps(BulkMode.ORDERED, ORDERS);
        var pending = mongo.bulkOps(BulkMode.ORDERED, PENDING);
        for (var version : versions) {
            // The larger document is the one with the larger version: MongoDB compares field by field.
            orders.upsert(
                    query(where("_id").is(version.order())),
                    new Update()
                            .setOnInsert("customer", version.customer())
                            .setOnInsert("products", List.copyOf(version.products()))
                            .min("placedAt", Date.from(version.at()))
                            .max(
                                    "latest",
                                    new Document("version", version.version()).append("counts", version.counts())));
            pending.upsert(query(where("_id").is(version.order())), new Update().max("version", version.version()));
        }
        // In this order: what is pending is there to be read.
        orders.execute();
        pending.execute();
    }

    /** Whether orders may have come since this was asked last, on this instance. */
    boolean takeChanged() {
        return changed.getAndSet(false);
    }

    /** What the customer bought lately. */
    Set<UUID> productsOf(UUID customer) {
        var latest = query(where("customer").is(customer))
                .with(Sort.by(Sort.Direction.DESC, "placedAt"))
                .limit(LAST_ORDERS);
        var products = new LinkedHashSet<UUID>();
        for (var order : mongo.find(latest, Document.class, ORDERS)) {
            if (counts(order)) {
                products.addAll(products(order));
            }
        }
        return products;
    }

    /** All orders that count, one at a time in memory; to be closed. */
    Stream<Purchase> purchases() {
        return mongo.stream(new Query().cursorBatchSize(500), Document.class, ORDERS)
                .filter(OrderHistory::counts)
                .map(order -> new Purchase(order.getDate("placedAt").toInstant(), products(order)));
    }

    /** An order that counts. */
    record Purchase(Instant placedAt, List<UUID> products) {}

    static boolean counts(Document order) {
        return order.get("latest", Document.class).getBoolean("counts");
    }

    static List<UUID> products(Document order) {
        return order.getList("products", UUID.class);
    }
}
