package shop.cart.cart;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;
import shop.cart.config.CartProperties;

/**
 * Drops the carts of guests who did not come back. Any number of instances may sweep at once, and a guest may come back meanwhile:
 * the delete itself asks again whether the cart has run out.
 */
@Component
class AbandonedCarts implements SchedulingConfigurer {

    private static final Logger log = LoggerFactory.getLogger(AbandonedCarts.class);

    private final MongoTemplate mongo;
    private final CartProperties properties;
    private final Clock clock;

    AbandonedCarts(MongoTemplate mongo, CartProperties properties, Clock clock) {
        this.mongo = mongo;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar timer) {
        timer.addFixedDelayTask(this::sweep, properties.sweepEvery());
    }

    /**
     * Drops them batch by batch, until there are none left.
     *
     * @return how many it dropped
     */
    long sweep() {
        var total = 0L;
        var dropped = 0L;
        do {
            dropped = sweepOnce();
            total += dropped;
        } while (dropped == properties.sweepBatch());
        if (total > 0) {
            log.info("Dropped {} carts of guests who did not come back", total);
        }
        return total;
    }

    private long sweepOnce() {
        var abandoned = query(hasRunOut()).limit(properties.sweepBatch());
        abandoned.fields().include("_id");
        var ids = mongo.find(abandoned, Key.class, mongo.getCollectionName(CartDocument.class)).stream()
                .map(Key::id)
                .toList();
        return ids.isEmpty()
                ? 0
                : mongo.remove(query(hasRunOut().and("_id").in(ids)), CartDocument.class)
                        .getDeletedCount();
    }

    private Criteria hasRunOut() {
        return where("expiresAt").lt(clock.instant());
    }

    private record Key(String id) {}
}
