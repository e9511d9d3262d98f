package shop.product.recommendation;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Keeps the neighbors in memory up with the orders: counts what is new, here or on another instance, and trains the model when it is due. */
@Component
@EnableConfigurationProperties(RecommendationProperties.class)
class RecommendationUpdates implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RecommendationUpdates.class);

    /** Other instances are looked after less often than orders that come in here. */
    private static final int LOOK_AT_OTHERS = 5;

    private static final int STOP_SECONDS = 5;

    private final OrderHistory history;
    private final CoPurchaseCounts counts;
    private final ModelTraining training;
    private final NeighborIndex index;
    private final RecommendationProperties properties;
    private @Nullable ScheduledExecutorService thread;

    // Of that thread alone:
    private long round;
    private long lastBatch;
    private long model;
    private boolean failing;

    RecommendationUpdates(
            OrderHistory history,
            CoPurchaseCounts counts,
            ModelTraining training,
            NeighborIndex index,
            RecommendationProperties properties) {
        this.history = history;
        this.counts = counts;
        this.training = training;
        this.index = index;
        this.properties = properties;
    }

    @Override
    public void start() {
        var own = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("recommendations").factory());
        var pause = properties.pollInterval().toMillis();
        var _ = own.scheduleWithFixedDelay(this::update, 0, pause, TimeUnit.MILLISECONDS);
        thread = own;
    }

    @Override
    public void stop() {
        var own = thread;
        if (own != null) {
            own.shutdownNow();
            try {
                if (!own.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                    LOG.debug("a training is given up; another instance, or the next day, does it");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void update() {
        try {
            var others = round++ % LOOK_AT_OTHERS == 0;
            if (others) {
                refresh();
            }
            if (history.takeChanged() || others) {
                count();
            }
            if (others) {
                training.runIfDue();
            }
            failing = false;
        } catch (RuntimeException | Error failure) {
            if (!failing) {
                LOG.warn("recommendations stay as they are for now: {}", failure.toString());
            }
            failing = true;
        }
    }

    private void refresh() {
        var revision = counts.revision();
        if (revision > lastBatch) {
            index.put(counts.changedSince(lastBatch));
            lastBatch = revision;
        }
        var current = training.current();
        if (current != model) {
            index.use(training.load(current));
            model = current;
        }
    }

    private void count() {
        for (var applied = counts.applyPending(index::ordersOf);
                applied.isPresent();
                applied = counts.applyPending(index::ordersOf)) {
            index.put(applied.get());
        }
    }
}
