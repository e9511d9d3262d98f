package shop.product.reads;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import shop.product.catalog.Catalog;
import shop.product.catalog.CatalogListener;
import shop.product.catalog.Product;
import tools.jackson.databind.json.JsonMapper;

/**
 * Products that are not archived, from memory. What this instance changes is dropped before the change is answered, what another one
 * changes as soon as its event is here. A stock update may be here before it is in MongoDB, so it is added to what is read from there.
 */
@Component
@EnableConfigurationProperties(ProductCacheProperties.class)
public class ProductCache implements CatalogListener {

    /** How long the store may be behind the topics, and a reading may take. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private static final int MOST_REMEMBERED = 100_000;
    private static final int BYTES_BESIDE_THE_JSON = 512;

    private final Catalog catalog;
    private final JsonMapper json;
    private final Cache<UUID, CachedProduct> products;

    /** Stock updates received lately. */
    private final Cache<UUID, Stock> stock = remembering();

    /** When a product was changed lately, in counts of {@link #epoch}. */
    private final Cache<UUID, Long> changes = remembering();

    private final AtomicLong epoch = new AtomicLong();

    private record Stock(long available, long version) {

        static Stock newest(@Nullable Stock known, Stock received) {
            return known == null || received.version() > known.version() ? received : known;
        }
    }

    ProductCache(Catalog catalog, JsonMapper json, MeterRegistry meters, ProductCacheProperties properties) {
        this.catalog = catalog;
        this.json = json;
        this.products = Caffeine.newBuilder()
                .maximumWeight(properties.productMegabytes() * 1024L * 1024L)
                .weigher(ProductCache::weight)
                .expireAfterWrite(properties.oldest())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, products, "products");
    }

    private static <V> Cache<UUID, V> remembering() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(MEMORY)
                .build();
    }

    /** The bytes, and about as much again for the product itself. */
    private static int weight(UUID id, CachedProduct read) {
        return BYTES_BESIDE_THE_JSON + 2 * read.json().length;
    }

    /**
     * One product.
     *
     * @throws shop.product.catalog.ProductException.NotFound if there is none or it is archived
     */
    public CachedProduct onSale(UUID id) {
        return products.get(id, wanted -> read(catalog.onSale(wanted)));
    }

    /** Those of the products that are there. */
    public Map<UUID, CachedProduct> findAll(Collection<UUID> ids) {
        var found = new HashMap<>(products.getAllPresent(ids));
        var missing = new HashSet<>(ids);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            var begin = epoch.get();
            for (var product : catalog.findAll(List.copyOf(missing))) {
                if (!product.archived()) {
                    found.put(product.id(), keep(product, begin));
                }
            }
        }
        return found;
    }

    /** Keeps what was read, unless it was changed since the reading began. */
    private CachedProduct keep(Product product, long begin) {
        var kept = products.asMap().compute(product.id(), (id, present) -> {
            var change = changes.getIfPresent(id);
            return present != null || (change != null && change > begin) ? present : read(product);
        });
        return kept == null ? read(product) : kept;
    }

    private CachedProduct read(Product product) {
        var newest = newest(product);
        return new CachedProduct(newest, json.writeValueAsBytes(ProductView.of(newest)));
    }

    /** The product with the newest stock update, if the store does not have it yet. */
    public Product newest(Product product) {
        var received = stock.getIfPresent(product.id());
        return received != null && received.version() > product.stockVersion()
                ? product.withStock(received.available(), received.version())
                : product;
    }

    @Override
    public void changed(Product product) {
        changed(product.id());
    }

    /** Somebody changed the product, here or elsewhere. */
    public void changed(UUID id) {
        changes.put(id, epoch.incrementAndGet());
        products.invalidate(id);
    }

    /** Applies a stock update, unless a newer one was applied before. */
    public void stock(UUID id, long available, long version) {
        stock.asMap().merge(id, new Stock(available, version), Stock::newest);
        products.asMap()
                .computeIfPresent(
                        id, (_, read) -> read.product().stockVersion() < version ? read(read.product()) : read);
        epoch.incrementAndGet();
    }

    /** Differs whenever a product may read differently than before. */
    public long epoch() {
        return epoch.get();
    }
}
