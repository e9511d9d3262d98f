package shop.product.catalog;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;
import shop.events.DocumentOutbox;
import shop.events.PendingEvent;
import shop.http.version.IfMatch;

/** All products. Every change of one stores its event in the same write. */
@Component
public class Catalog {

    /** Where products are stored. */
    public static final String COLLECTION = "products";

    /** How often a change is tried again when another came first: as often as that happens, another one got its way. */
    private static final int TRIES = 20;

    private static final int PRODUCTS_AT_ONCE = 500;

    private final MongoTemplate mongo;
    private final DocumentOutbox outbox;
    private final Clock clock;
    private final ObjectProvider<CatalogListener> listeners;

    Catalog(MongoTemplate mongo, DocumentOutbox outbox, Clock clock, ObjectProvider<CatalogListener> listeners) {
        this.mongo = mongo;
        this.outbox = outbox;
        this.clock = clock;
        this.listeners = listeners;
    }

    /** Adds a product; a repeat for the same id returns what the first call made. */
    public Product create(UUID id, ProductContent content, @Nullable Long initialStock) {
        var now = now();
        var product = new Product(id, content, initialStock, 1, false, 0, 0, now, now);
        try {
            mongo.insert(ProductDocument.of(product, List.of(updateEvent(product))));
        } catch (DuplicateKeyException taken) {
            return find(id).orElseThrow(() -> new ProductException.SkuTaken(content.sku()));
        }
        changed(product);
        return product;
    }

    /** Finds archived products too. */
    public Optional<Product> find(UUID id) {
        return Optional.ofNullable(mongo.findOne(lean(query(where("_id").is(id))), ProductDocument.class))
                .map(ProductDocument::product);
    }

    /** Those of the products that exist, archived ones too, in any order. */
    public List<Product> findAll(Collection<UUID> ids) {
        return mongo.find(lean(query(where("_id").in(ids))), ProductDocument.class).stream()
                .map(ProductDocument::product)
                .toList();
    }

    /** Every product that is not archived, one at a time in memory; to be closed. */
    public Stream<Product> allOnSale() {
        var query = lean(query(where("archived").is(false))).cursorBatchSize(PRODUCTS_AT_ONCE);
        return mongo.stream(query, ProductDocument.class).map(ProductDocument::product);
    }

    /** Whether a product that is not archived names the category. */
    public boolean isUsed(String category) {
        return mongo.exists(
                query(where("categories").is(category).and("archived").is(false)), ProductDocument.class);
    }

    /** A product that is not archived. */
    public Product onSale(UUID id) {
        return find(id).filter(product -> !product.archived()).orElseThrow(() -> new ProductException.NotFound(id));
    }

    /**
     * Gives a product new content. Content that is the same changes nothing and publishes nothing.
     */
    public Product change(UUID id, IfMatch ifMatch, Function<Product, ProductContent> change) {
        for (var tries = 0; tries < TRIES; tries++) {
            var current = onSale(id);
            ifMatch.require(current.version());
            var content = change.apply(current);
            if (content.equals(current.content())) {
                return current;
            }
            var saved = save(current, current.changedTo(content, now()));
            if (saved.isPresent()) {
                return saved.get();
            }
        }
        throw contended(id);
    }

    /**
     * Takes a product off the shelves.
     *
     * @return false if it was off already, and nothing was done
     */
    public boolean archive(UUID id, IfMatch ifMatch) {
        for (var tries = 0; tries < TRIES; tries++) {
            var current = find(id).orElseThrow(() -> new ProductException.NotFound(id));
            if (current.archived()) {
                return false;
            }
            ifMatch.require(current.version());
            if (save(current, current.archivedAt(now())).isPresent()) {
                return true;
            }
        }
        throw contended(id);
    }

    /**
     * Puts an archived product on the shelves again.
     *
     * @param images which of its images are still there
     * @return false if it was there already, and nothing was done
     */
    public boolean restore(UUID id, IfMatch ifMatch, UnaryOperator<List<String>> images) {
        for (var tries = 0; tries < TRIES; tries++) {
            var current = find(id).orElseThrow(() -> new ProductException.NotFound(id));
            if (!current.archived()) {
                return false;
            }
            ifMatch.require(current.version());
            var restored =
                    current.restoredAt(now(), images.apply(current.content().images()));
            if (save(current, restored).isPresent()) {
                return true;
            }
        }
        throw contended(id);
    }

    /**
     * Applies stock updates of inventory-service, unless newer ones were applied before. The product's own version stays: a
     * sale must not make an administrator's edit stale.
     */
    public void applyStockUpdates(Collection<StockUpdate> all) {
        if (all.isEmpty()) {
            return;
        }
        var updates = mongo.bulkOps(BulkMode.UNORDERED, ProductDocument.class);
        for (var update : all) {
            // The larger document is the one with the larger version. A guard in the query would say the same, but a
            // batch may have several updates of one product, in any order.
            var stock = new ProductDocument.Stock(update.version(), update.available());
            updates.updateOne(query(where("_id").is(update.productId())), new Update().max("stock", stock));
        }
        updates.execute();
    }

    /** How much of a product can be bought. */
    public record StockUpdate(UUID productId, long available, long version) {}

    /** Saves the next version with its event, unless another change came between; empty then. */
    private Optional<Product> save(Product current, Product next) {
        var update = ProductDocument.change(next, updateEvent(next));
        var unchanged = lean(query(where("_id").is(next.id()).and("version").is(current.version())));
        try {
            var saved = mongo.findAndModify(
                    unchanged, update, FindAndModifyOptions.options().returnNew(true), ProductDocument.class);
            if (saved == null) {
                return Optional.empty();
            }
            var product = saved.product();
            changed(product);
            return Optional.of(product);
        } catch (DuplicateKeyException taken) {
            throw new ProductException.SkuTaken(next.content().sku());
        }
    }

    /** Whatever stores a product says so here, right after. */
    private void changed(Product product) {
        listeners.forEach(listener -> listener.changed(product));
        outbox.relay(COLLECTION, product.id());
    }

    private static OptimisticLockingFailureException contended(UUID id) {
        return new OptimisticLockingFailureException("product " + id + " was changed by others " + TRIES + " times");
    }

    private PendingEvent updateEvent(Product product) {
        return outbox.pending(ProductUpdated.of(product));
    }

    private static Query lean(Query query) {
        query.fields().exclude(PendingEvent.FIELD);
        return query;
    }

    /** In milliseconds, as MongoDB keeps it: a product reads the same right after a change and ever after. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
