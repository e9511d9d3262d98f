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

/** This service's own copy of the products, kept up by {@code product_updated}. */
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
                Optional.ofNullable(mongo.findById(id, ProductDocument.class)).map(ProductDocument::product);
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
                .map(ProductDocument::product)
                .collect(Collectors.toMap(Product::id, Function.identity()));
    }

    /** Stores a product, unless the same or a newer version of it is stored. */
    public void takeOver(Product product) {
        var older = query(where("_id").is(product.id()).and("version").lt(product.version()));
        var content = new Update()
                .set("sku", product.sku())
                .set("name", product.name())
                .set("price", product.price())
                .set("archived", product.archived())
                .set("version", product.version());
        try {
            mongo.upsert(older, content, ProductDocument.class);
        } catch (DuplicateKeyException stored) {
            // There is one that is not older, or another thread has just put one there, which may be older: the guard
            // decides again.
            mongo.updateFirst(older, content, ProductDocument.class);
        }
    }
}
