package shop.product.search;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.store.AlreadyClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import shop.product.catalog.CatalogListener;
import shop.product.catalog.Product;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts what this instance stores into its index right away, without the way round by the relay and the broker, which takes seconds while
 * thousands of products are imported. The event of the same version comes later and finds it done; if something goes wrong here, it does it.
 */
final class LocalIndexUpdater implements CatalogListener, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LocalIndexUpdater.class);

    /** A refresh takes longer the more has changed; others get most of the time, but nobody waits longer than this. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private static final int PAUSE_FACTOR = 4;

    private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

    /** Attributes have to look as they do in the event: the index says which values are the same by their text. */
    private static final JsonMapper EVENT_JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final LuceneIndex index;
    private final Duration visibleAfter;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService refreshes = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("own-changes").factory());

    private volatile long lastCost;

    LocalIndexUpdater(LuceneIndex index, Duration visibleAfter) {
        this.index = index;
        this.visibleAfter = visibleAfter;
    }

    @Override
    public void changed(Product product) {
        try {
            index.put(searchable(product));
        } catch (IOException | JacksonException | AlreadyClosedException failure) {
            LOG.debug("product {} is indexed when its event comes", product.id(), failure);
            return;
        }
        if (due.compareAndSet(false, true)) {
            try {
                var _ = refreshes.schedule(this::refresh, pause(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("product {} is visible after the next start", product.id(), stopping);
            }
        }
    }

    @Override
    public void settled() {
        refresh();
    }

    private long pause() {
        return Math.max(visibleAfter.toNanos(), Math.min(PAUSE_FACTOR * lastCost, LONGEST_PAUSE.toNanos()));
    }

    private void refresh() {
        // Before it: what is put from here on may not be visible with it.
        due.set(false);
        var begun = System.nanoTime();
        try {
            index.refresh();
        } catch (IOException | AlreadyClosedException failure) {
            LOG.warn("the search index was not refreshed, what was changed is found later: {}", failure.toString());
        }
        lastCost = System.nanoTime() - begun;
    }

    private static SearchableProduct searchable(Product product) {
        var content = product.content();
        return new SearchableProduct(
                product.id(),
                content.sku(),
                content.name(),
                content.description(),
                content.price(),
                content.prices(),
                content.categories(),
                EVENT_JSON.readValue(EVENT_JSON.writeValueAsString(content.attributes()), ATTRIBUTES),
                product.archived(),
                product.version(),
                product.createdAt(),
                product.updatedAt());
    }

    @Override
    public void destroy() {
        refreshes.shutdownNow();
    }
}
