package shop.cart.cart;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.stereotype.Component;

/** Leads the sweep of {@link AbandonedCarts} to them. */
@Component
class CartIndexes implements InitializingBean {

    private final MongoTemplate mongo;

    CartIndexes(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    @Override
    public void afterPropertiesSet() {
        // With the id, so that it is another index than the TTL index on expiresAt that earlier versions made.
        mongo.indexOps(CartDocument.class)
                .createIndex(new Index("expiresAt", Direction.ASC)
                        .on("_id", Direction.ASC)
                        .named("carts_by_expiry"));
    }
}
