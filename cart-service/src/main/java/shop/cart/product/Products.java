package shop.cart.product;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.BulkOperationException;
import org.springframework.data.mongodb.core.BulkOperations;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** This service's own copy of the products, kept up by {@code product_updated} and {@code stock_changed}. */
@Component
public class Products {

    private final MongoTemplate mongo;
    private final ProductCatalog catalog;

    Products(MongoTemplate mongo, ProductCatalog catalog) {
        this.mongo = mongo;
        this.catalog = catalog;
    }

    /** Finds a product; asks product-service once for one that this service does not know yet. */
    public Optional<Product> find(UUID id) {
        var known =
                Optional.ofNullable(mongo.findById(id, ProductDocument.class)).flatMap(ProductDocument::product);
        if (known.isPresent()) {
            return known;
        }
        var asked = catalog.find(id);
        asked.ifPresent(this::takeOver);
        return asked;
    }

    /** The products that this service knows, by id. */
    public Map<UUID, Product> known(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return mongo.find(query(where("_id").in(ids)), ProductDocument.class).stream()
                .flatMap(stored -> stored.product().stream())
                .collect(Collectors.toMap(Product::id, Function.identity()));
    }

    /** Stores a product, unless the same or a newer version of it is stored. What is available of it comes in other events. */
    public void takeOver(Product product) {
        takeOverProducts(List.of(product));
    }

    /** Stores those of which no newer version is stored, in one call. */
    public void takeOverProducts(Collection<Product> products) {
        keepNewest(products, Product::id, "content", ProductDocument.Content::of);
    }

    /** Stores what is available, where nothing newer is stored, in one call. */
    public void storeAvailability(Collection<Availability> updates) {
        keepNewest(
                updates,
                Availability::productId,
                "stock",
                one -> new ProductDocument.Stock(one.version(), one.available()));
    }

    private <T> void keepNewest(Collection<T> received, Function<T, UUID> id, String part, Function<T, Object> value) {
        if (received.isEmpty()) {
            return;
        }
        try {
            bulk(received, id, part, value).execute();
        } catch (DuplicateKeyException | BulkOperationException _) {
            // Another thread has just put one of them there for the first time; so it is there now.
            bulk(received, id, part, value).execute();
        }
    }

    private <T> BulkOperations bulk(
            Collection<T> received, Function<T, UUID> id, String part, Function<T, Object> value) {
        var bulk = mongo.bulkOps(BulkMode.UNORDERED, ProductDocument.class);
        for (var one : received) {
            // The larger document is the one with the larger version, so their order does not matter. A guard in the
            // query would
            // say the same, but makes the embedded wire server look through all products.
            bulk.upsert(query(where("_id").is(id.apply(one))), new Update().max(part, value.apply(one)));
        }
        return bulk;
    }
}
