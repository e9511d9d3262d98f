package shop.product.recommendation;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import shop.jobs.Worker;

/** Keeps the neighbors in memory up with the orders: counts what is new, here or on another instance, and trains the model when it is due. */
@Component
@EnableConfigurationProperties(RecommendationProperties.class)
class RecommendationUpdates {

    /** Other instances are looked after less often than orders that come in here. */
    private static final int LOOK_AT_OTHERS = 5;

    private final OrderHistory history;
    private final CoPurchaseCounts counts;
    private final ModelTraining training;
    private final NeighborIndex index;
    private final RecommendationProperties properties;

    // Of the worker's thread alone:
    private long round;
    private long lastBatch;
    private long model;

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

    /** On a platform thread, because a training computes for long; one that a stop interrupts is done by another instance, or the next day. */
    @Bean
    Worker recommendationWorker() {
        return Worker.named("recommendations")
                .platformThreads()
                .interval(properties.pollInterval())
                .task(this::update);
    }

    private void update() {
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
