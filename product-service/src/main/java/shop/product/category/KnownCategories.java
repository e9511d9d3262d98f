package shop.product.category;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;
import shop.product.search.CategoryTree;

/**
 * What lies below what, in memory: every search for a category asks. Other instances' changes are looked for twice a second; while the
 * store is away the last answer holds.
 */
@Component
class KnownCategories implements CategoryTree, SmartLifecycle {

    private static final int LOOK_EVERY_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(KnownCategories.class);

    private final MongoTemplate mongo;
    private volatile Snapshot snapshot = new Snapshot(0, Map.of());
    private volatile @Nullable ScheduledExecutorService background;
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
    public void start() {
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("categories").factory());
        background = executor;
        var _ = executor.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            var stored = mongo.findById(TreeDocument.ID, TreeDocument.class);
            if (stored != null) {
                learn(stored.tree());
            }
            failing = false;
        } catch (RuntimeException failure) {
            // The next round does it; an exception that got out would end the rounds.
            if (!failing) {
                LOG.warn("cannot look for changes of the categories: {}", failure.toString());
            }
            failing = true;
        }
    }

    @Override
    public void stop() {
        var executor = background;
        background = null;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }
}
