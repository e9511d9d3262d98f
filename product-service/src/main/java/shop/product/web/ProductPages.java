package shop.product.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.product.reads.CachedProduct;
import shop.product.reads.ProductCache;
import shop.product.reads.ProductCacheProperties;
import shop.product.search.HitSlice;
import shop.product.search.ProductSearch;
import shop.product.search.ProductSearchEngine;
import tools.jackson.databind.json.JsonMapper;

/** Pages of products. One that was made is sent again until the index or any product in memory has changed. */
@Component
class ProductPages {

    private static final int BYTES_BESIDE_THE_JSON = 1024;
    private static final int BYTES_OF_A_MARK = 12;

    private final ProductSearchEngine engine;
    private final ProductCache reads;
    private final JsonMapper json;
    private final Cache<Key, CachedPage> pages;

    /** What an answer depends on. */
    private record Key(ProductSearch search, HitSlice slice, int page, long generation, long epoch) {}

    ProductPages(
            ProductSearchEngine engine,
            ProductCache reads,
            JsonMapper json,
            MeterRegistry meters,
            ProductCacheProperties properties) {
        this.engine = engine;
        this.reads = reads;
        this.json = json;
        this.pages = Caffeine.newBuilder()
                .maximumWeight(properties.pageMegabytes() * 1024L * 1024L)
                .weigher((Key key, CachedPage page) -> BYTES_BESIDE_THE_JSON + page.json().length)
                .expireAfterWrite(properties.oldest())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, pages, "product-pages");
    }

    CachedPage find(ProductSearch search, HitSlice slice, PageQuery page) {
        // Both are asked first: a page that is made while they change may be newer than its key says, never older.
        var key = new Key(search, slice, page.page(), engine.generation(), reads.epoch());
        return pages.get(key, _ -> make(search, slice, page));
    }

    private CachedPage make(ProductSearch search, HitSlice slice, PageQuery page) {
        var found = engine.find(search, slice);
        var body = PageBody.of(items(found.ids()), page, found.total());
        var list = ProductList.of(body, found.approximate(), found.nextCursor(), found.facets());
        var bytes = json.writeValueAsBytes(list);
        return new CachedPage(list, bytes, mark(bytes));
    }

    /** What the index has not received yet is not shown. */
    private List<CachedProduct> items(List<UUID> ids) {
        var products = reads.findAll(ids);
        return ids.stream().map(products::get).filter(Objects::nonNull).toList();
    }

    private static String mark(byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            var mark = Base64.getUrlEncoder().withoutPadding().encode(hash);
            return '"' + new String(mark, 0, BYTES_OF_A_MARK, StandardCharsets.US_ASCII) + '"';
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
