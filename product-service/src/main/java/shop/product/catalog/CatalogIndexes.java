package shop.product.catalog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.index.IndexDefinition;
import org.springframework.stereotype.Component;

/** Makes the indexes of the catalog before the first request: without the first of them two products could have one SKU. */
@Component
class CatalogIndexes implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogIndexes.class);

    private final MongoTemplate mongo;

    CatalogIndexes(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    @Override
    public void afterPropertiesSet() {
        ensure(new Index("sku", Direction.ASC).unique());
        ensure(new Index("categories", Direction.ASC));
        ensureForGuardedWrites();
    }

    /**
     * MongoDB finds the product of a guarded write by its id alone. The embedded wire server uses an index only if it is unique and names
     * exactly the fields asked for, and looks through all products otherwise.
     */
    private void ensureForGuardedWrites() {
        try {
            ensure(new Index("_id", Direction.ASC).on("version", Direction.ASC).unique());
        } catch (DataAccessResourceFailureException late) {
            // A catalog that is large already takes longer than a call may; the store goes on with it, and only speed
            // waits.
            LOG.warn("the index for guarded writes is not there yet: {}", late.toString());
        }
    }

    private void ensure(IndexDefinition index) {
        mongo.indexOps(ProductDocument.class).createIndex(index);
    }
}
