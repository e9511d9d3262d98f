package shop.cart.cart;

import java.time.Duration;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.stereotype.Component;

/** Lets MongoDB drop the carts of guests who do not come back. */
@Component
class CartIndexes implements InitializingBean {

    private final MongoTemplate mongo;

    CartIndexes(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    @Override
    public void afterPropertiesSet() {
        mongo.indexOps(CartDocument.class).createIndex(new Index("expiresAt", Direction.ASC).expire(Duration.ZERO));
    }
}
