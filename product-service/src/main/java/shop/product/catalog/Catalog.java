package shop.product.catalog;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.aggregation.Aggregation;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;
import shop.messaging.DocumentOutbox;
import shop.messaging.PendingEvent;
import shop.product.catalog.ProductPage.CategoryCount;
import shop.web.paging.PageQuery;
import shop.web.version.IfMatch;

/** All products. Every change of one stores the event that tells of it in the same write. */
@Component
public class Catalog {

    /** Where products are stored. */
    public static final String COLLECTION = "products";

    /** How often a change is tried again when another came first: as often as that happens, another one got its way. */
    private static final int TRIES = 20;

    private static final int PRODUCTS_AT_ONCE = 500;
    private static final int MOST_CATEGORY_COUNTS = 50;

    private final MongoTemplate mongo;
    private final DocumentOutbox outbox;
    private final Clock clock;
    private final ObjectProvider<CatalogWatcher> watchers;

    Catalog(MongoTemplate mongo, DocumentOutbox outbox, Clock clock, ObjectProvider<CatalogWatcher> watchers) {
        this.mongo = mongo;
        this.outbox = outbox;
        this.clock = clock;
        this.watchers = watchers;
    }

    /** Adds a product; a repeat for the same id returns what the first call made. */
    public Product create(UUID id, ProductContent content, @Nullable Long initialStock) {
        var now = now();
        var product = new Product(id, content, initialStock, 1, false, 0, 0, now, now);
        try {
            mongo.insert(ProductDocument.of(product, List.of(told(product))));
        } catch (DuplicateKeyException taken) {
            return find(id).orElseThrow(() -> new ProductException.SkuTaken(content.sku()));
        }
        changed(id);
        return product;
    }

    /** Finds archived products too. */
    public Optional<Product> find(UUID id) {
        return Optional.ofNullable(mongo.findOne(lean(query(where("_id").is(id))), ProductDocument.class))
                .map(ProductDocument::product);
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
     * Gives a product new content. Content that is the same changes nothing and tells nothing.
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

    /** Takes a product off the shelves; does nothing if it is off already. */
    public void archive(UUID id, IfMatch ifMatch) {
        for (var tries = 0; tries < TRIES; tries++) {
            var current = find(id).orElseThrow(() -> new ProductException.NotFound(id));
            if (current.archived()) {
                return;
            }
            ifMatch.require(current.version());
            if (save(current, current.archivedAt(now())).isPresent()) {
                return;
            }
        }
        throw contended(id);
    }

    /**
     * Takes over what inventory-service says of a product, unless it said something newer before. The product's own version stays: a
     * sale must not make an administrator's edit stale.
     */
    public void takeOverStock(UUID id, long available, long stockVersion) {
        // The larger document is the one with the larger version. A guard in the query would say the same, but makes
        // the embedded wire server look through all products, and this comes with every sale.
        var news = new ProductDocument.Stock(stockVersion, available);
        mongo.updateFirst(query(where("_id").is(id)), new Update().max("stock", news), ProductDocument.class);
    }

    /** Finds products that are not archived. They can be sorted by sku, name, price, createdAt and updatedAt. */
    public ProductPage search(ProductSearch search, PageQuery page) {
        var wanted = criteria(search);
        var found = lean(query(wanted)).with(sort(page)).skip(page.offset()).limit(page.limit());
        var products = mongo.find(found, ProductDocument.class).stream()
                .map(ProductDocument::product)
                .toList();
        return new ProductPage(products, total(wanted, page, products.size()), categories(wanted));
    }

    /** A first page that is not full has counted them all. */
    private long total(Criteria wanted, PageQuery page, int found) {
        return page.page() == 0 && found < page.size() ? found : mongo.count(query(wanted), ProductDocument.class);
    }

    private static Sort sort(PageQuery page) {
        var orders = page.sort().stream()
                .map(order -> {
                    var field = order.field().equals("price") ? "price.amountMinor" : order.field();
                    return order.descending() ? Sort.Order.desc(field) : Sort.Order.asc(field);
                })
                .toList();
        // The id gives equals one order on every page; it runs the way of the first field, as the indexes do.
        var last = orders.isEmpty() ? Sort.Direction.ASC : orders.getFirst().getDirection();
        return Sort.by(orders).and(Sort.by(last, "_id"));
    }

    private List<CategoryCount> categories(Criteria wanted) {
        var counts = Aggregation.newAggregation(
                Aggregation.match(wanted),
                Aggregation.unwind("categories"),
                Aggregation.group("categories").count().as("count"),
                Aggregation.sort(Sort.by(Sort.Order.desc("count"), Sort.Order.asc("_id"))),
                Aggregation.limit(MOST_CATEGORY_COUNTS));
        return mongo.aggregate(counts, COLLECTION, org.bson.Document.class).getMappedResults().stream()
                .map(counted -> new CategoryCount(
                        counted.getString("_id"),
                        counted.get("count", Number.class).longValue()))
                .toList();
    }

    private static Criteria criteria(ProductSearch search) {
        var all = new ArrayList<Criteria>();
        all.add(where("archived").is(false));
        if (search.text() != null) {
            // Anchored, so that MongoDB can walk its index on the words; quoted, so that nothing in it is a pattern.
            Words.written(search.text()).forEach(word -> all.add(where("words").regex("^" + Pattern.quote(word))));
        }
        if (search.categories() != null) {
            all.add(where("categories").in(search.categories()));
        }
        if (search.minPrice() != null) {
            all.add(where("price.amountMinor").gte(search.minPrice()));
        }
        if (search.maxPrice() != null) {
            all.add(where("price.amountMinor").lte(search.maxPrice()));
        }
        if (search.inStock() != null) {
            all.add(
                    search.inStock()
                            ? where("stock.available").gt(0)
                            : where("stock.available").lte(0));
        }
        return new Criteria().andOperator(all);
    }

    /** Saves the next version with its event, unless another change came between; empty then. */
    private Optional<Product> save(Product current, Product next) {
        var update = ProductDocument.change(next, told(next));
        var unchanged = lean(query(where("_id").is(next.id()).and("version").is(current.version())));
        try {
            var saved = mongo.findAndModify(
                    unchanged, update, FindAndModifyOptions.options().returnNew(true), ProductDocument.class);
            if (saved == null) {
                return Optional.empty();
            }
            changed(next.id());
            return Optional.of(saved.product());
        } catch (DuplicateKeyException taken) {
            throw new ProductException.SkuTaken(next.content().sku());
        }
    }

    /** Whatever stores a product says so here, right after. */
    private void changed(UUID id) {
        watchers.forEach(watcher -> watcher.changed(id));
        outbox.relay(COLLECTION, id);
    }

    private static OptimisticLockingFailureException contended(UUID id) {
        return new OptimisticLockingFailureException("product " + id + " was changed by others " + TRIES + " times");
    }

    private PendingEvent told(Product product) {
        return outbox.pending(ProductUpdated.of(product));
    }

    private static Query lean(Query query) {
        query.fields().exclude("words", PendingEvent.FIELD);
        return query;
    }

    /** In milliseconds, as MongoDB keeps it: a product reads the same right after a change and ever after. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
