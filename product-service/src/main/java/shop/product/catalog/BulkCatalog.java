package shop.product.catalog;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import com.mongodb.ErrorCategory;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.BulkOperationException;
import org.springframework.data.mongodb.core.BulkOperations;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;
import shop.events.DocumentOutbox;
import shop.events.PendingEvent;

/**
 * Puts many products into the catalog in a few calls to the store. What is to be where is found by SKU, so that a repeat does no harm;
 * each product is written by itself with its event, as {@link Catalog} does it, so nothing here needs a transaction.
 */
@Component
public class BulkCatalog {

    /** How often what others got in between is tried again. */
    private static final int TRIES = 20;

    /** How many products may be stored and not published yet before more are stored: two batches, so that the relay never waits for one. */
    private static final int MOST_UNTOLD = 400;

    private final MongoTemplate mongo;
    private final DocumentOutbox outbox;
    private final Clock clock;
    private final ObjectProvider<CatalogListener> listeners;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    BulkCatalog(MongoTemplate mongo, DocumentOutbox outbox, Clock clock, ObjectProvider<CatalogListener> listeners) {
        this.mongo = mongo;
        this.outbox = outbox;
        this.clock = clock;
        this.listeners = listeners;
    }

    /**
     * What is to be in the catalog.
     *
     * @param initialStock counts only if the product is new
     */
    public record Entry(ProductContent content, @Nullable Long initialStock) {}

    /** What became of an entry. */
    public enum Outcome {
        CREATED,
        UPDATED,
        /** It was there with the same content; nothing is published. */
        UNCHANGED,
        /** The SKU belongs to an archived product. */
        SKU_TAKEN
    }

    /**
     * Adds products whose SKU is new, and gives the others the content of their entry.
     *
     * @param entries of different SKUs
     * @return what became of each, by SKU
     */
    public Map<String, Outcome> put(Collection<Entry> entries) {
        var waiting = new LinkedHashMap<String, Entry>();
        for (var entry : entries) {
            if (waiting.put(entry.content().sku(), entry) != null) {
                throw new IllegalArgumentException(
                        "entries: " + entry.content().sku() + " twice (expected: different SKUs)");
            }
        }
        var outcomes = new HashMap<String, Outcome>();
        for (var tries = 0; tries < TRIES && !waiting.isEmpty(); tries++) {
            tryToPut(waiting.values(), outcomes);
            waiting.keySet().removeAll(outcomes.keySet());
        }
        if (!waiting.isEmpty()) {
            throw new OptimisticLockingFailureException(
                    "products " + waiting.keySet() + " were changed by others " + TRIES + " times");
        }
        return outcomes;
    }

    /**
     * Waits for a while until most has been published of what was put here. Without it a large catalog would be stored long
     * before it can be found.
     */
    public boolean awaitTold(Duration patience) {
        return outbox.awaitRelay(MOST_UNTOLD, patience);
    }

    /** Makes what was put here visible on this instance, and waits for a while until all of it has been published. */
    public boolean awaitAllTold(Duration patience) {
        listeners.forEach(CatalogListener::settled);
        return outbox.awaitRelay(0, patience);
    }

    private void tryToPut(Collection<Entry> entries, Map<String, Outcome> outcomes) {
        var present = present(where("sku")
                        .in(entries.stream().map(entry -> entry.content().sku()).toList()))
                .collect(Collectors.toMap(product -> product.content().sku(), Function.identity()));
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var added = new ArrayList<Product>();
        var changed = new ArrayList<Product>();
        for (var entry : entries) {
            var content = entry.content();
            var current = present.get(content.sku());
            if (current == null) {
                added.add(new Product(ids.generate(), content, entry.initialStock(), 1, false, 0, 0, now, now));
            } else if (current.archived()) {
                outcomes.put(content.sku(), Outcome.SKU_TAKEN);
            } else if (current.content().equals(content)) {
                outcomes.put(content.sku(), Outcome.UNCHANGED);
            } else {
                changed.add(current.changedTo(content, now));
            }
        }
        settle(insert(added), Outcome.CREATED, outcomes);
        settle(update(changed), Outcome.UPDATED, outcomes);
    }

    private void settle(List<Product> written, Outcome outcome, Map<String, Outcome> outcomes) {
        for (var product : written) {
            outcomes.put(product.content().sku(), outcome);
            listeners.forEach(listener -> listener.changed(product));
            outbox.relay(Catalog.COLLECTION, product.id());
        }
    }

    /** Returns those that were stored; the SKU of the others was given to somebody else's product meanwhile. */
    private List<Product> insert(List<Product> products) {
        var inserts = mongo.bulkOps(BulkMode.UNORDERED, ProductDocument.class);
        products.forEach(product -> inserts.insert(ProductDocument.of(product, List.of(updateEvent(product)))));
        return written(products, inserts);
    }

    /**
     * Returns those that were changed; the others were changed by somebody else meanwhile. Upserts, because the store says of each of those
     * whether it failed, but of plain updates only how many did: what has another version now cannot be added again under its id.
     */
    private List<Product> update(List<Product> products) {
        var updates = mongo.bulkOps(BulkMode.UNORDERED, ProductDocument.class);
        for (var product : products) {
            var unchanged = query(where("_id").is(product.id()).and("version").is(product.version() - 1));
            updates.upsert(unchanged, ProductDocument.change(product, updateEvent(product)));
        }
        return written(products, updates);
    }

    private static List<Product> written(List<Product> products, BulkOperations writes) {
        if (products.isEmpty()) {
            return products;
        }
        try {
            writes.execute();
            return products;
        } catch (BulkOperationException partly) {
            var refused = new HashSet<Integer>();
            for (var error : partly.getErrors()) {
                if (ErrorCategory.fromErrorCode(error.getCode()) != ErrorCategory.DUPLICATE_KEY) {
                    throw partly;
                }
                refused.add(error.getIndex());
            }
            return IntStream.range(0, products.size())
                    .filter(index -> !refused.contains(index))
                    .mapToObj(products::get)
                    .toList();
        }
    }

    private Stream<Product> present(Criteria wanted) {
        var query = Query.query(wanted);
        query.fields().exclude(PendingEvent.FIELD);
        return mongo.find(query, ProductDocument.class).stream().map(ProductDocument::product);
    }

    private PendingEvent updateEvent(Product product) {
        return outbox.pending(ProductUpdated.of(product));
    }
}
