package shop.product.category;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;
import shop.product.search.CategoryTree;

/**
 * What lies below what, in memory: every search for a category asks. Other instances' changes are looked for twice a second; while the
 * store is away the last answer holds.
 */
@Component
class KnownCategories implements CategoryTree, SchedulingConfigurer {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(KnownCategories.class);

    private final MongoTemplate mongo;
    private volatile Snapshot snapshot = new Snapshot(0, Map.of());
    private boolean failing;

    KnownCategories(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    private record Snapshot(long version, Map<String, Set<String>> below) {}

    @Override
    public Set<String> slugsBelow(String slug) {
        return snapshot.below().getOrDefault(slug, Set.of(slug));
    }

    synchronized void learn(Tree tree) {
        if (tree.version() > snapshot.version()) {
            snapshot = new Snapshot(tree.version(), tree.below());
        }
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar timer) {
        timer.addFixedDelayTask(this::look, LOOK_EVERY);
    }

    void look() {
        try {
            var stored = mongo.findById(TreeDocument.ID, TreeDocument.class);
            if (stored != null) {
                learn(stored.tree());
            }
            failing = false;
        } catch (RuntimeException failure) {
            // The next round does it; said once, for there are two a second.
            if (!failing) {
                LOG.warn("cannot look for changes of the categories: {}", failure.toString());
            }
            failing = true;
        }
    }
}
