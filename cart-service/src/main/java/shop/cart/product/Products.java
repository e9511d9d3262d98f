package shop.cart.product;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
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

    /** Finds a product; asks product-service once for one that this service has not heard of yet. */
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

    /** The products that this service has heard of, by id. */
    public Map<UUID, Product> known(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return mongo.find(query(where("_id").in(ids)), ProductDocument.class).stream()
                .flatMap(stored -> stored.product().stream())
                .collect(Collectors.toMap(Product::id, Function.identity()));
    }

    /** Stores a product, unless the same or a newer version of it is stored. What is available of it is told by others. */
    public void takeOver(Product product) {
        keepNewest(product.id(), "content", ProductDocument.Content.of(product));
    }

    /** Stores what is available, unless the same or newer news of it are stored. */
    public void takeOver(Availability news) {
        keepNewest(news.productId(), "stock", new ProductDocument.Stock(news.version(), news.available()));
    }

    private void keepNewest(UUID id, String part, Object value) {
        // The larger document is the one with the larger version. A guard in the query would say the same,
        // but makes the embedded wire server look through all products.
        var newest = new Update().max(part, value);
        var same = query(where("_id").is(id));
        try {
            mongo.upsert(same, newest, ProductDocument.class);
        } catch (DuplicateKeyException _) {
            // Another thread has just put it there for the first time.
            mongo.updateFirst(same, newest, ProductDocument.class);
        }
    }
}
