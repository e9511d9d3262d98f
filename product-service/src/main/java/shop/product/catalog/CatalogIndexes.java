package shop.product.catalog;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.index.IndexDefinition;
import org.springframework.stereotype.Component;

/** Makes the indexes of the catalogue before the first request: without the first of them two products could have one SKU. */
@Component
class CatalogIndexes implements InitializingBean {

    private final MongoTemplate mongo;

    CatalogIndexes(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    @Override
    public void afterPropertiesSet() {
        ensure(new Index("sku", Direction.ASC).unique());
        // What a guarded write asks for. MongoDB finds the product by its id alone; the embedded wire server uses an
        // index only if it is unique and names exactly the fields asked for, and looks through all products otherwise.
        ensure(new Index("_id", Direction.ASC).on("version", Direction.ASC).unique());
        ensure(new Index("categories", Direction.ASC));
    }

    private void ensure(IndexDefinition index) {
        mongo.indexOps(ProductDocument.class).createIndex(index);
    }
}
