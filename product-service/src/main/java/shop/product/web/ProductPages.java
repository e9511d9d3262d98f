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
import shop.product.reads.ProductRead;
import shop.product.reads.ProductReads;
import shop.product.reads.ReadsProperties;
import shop.product.search.HitSlice;
import shop.product.search.ProductSearch;
import shop.product.search.ProductSearchEngine;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;
import tools.jackson.databind.json.JsonMapper;

/** Pages of products. One that was made is sent again until the index or any product in memory has changed. */
@Component
class ProductPages {

    private static final int BYTES_BESIDE_THE_JSON = 1024;
    private static final int BYTES_OF_A_MARK = 12;

    private final ProductSearchEngine engine;
    private final ProductReads reads;
    private final JsonMapper json;
    private final Cache<Key, ReadyPage> pages;

    /** What an answer depends on. */
    private record Key(ProductSearch search, HitSlice slice, int page, long generation, long epoch) {}

    ProductPages(
            ProductSearchEngine engine,
            ProductReads reads,
            JsonMapper json,
            MeterRegistry meters,
            ReadsProperties properties) {
        this.engine = engine;
        this.reads = reads;
        this.json = json;
        this.pages = Caffeine.newBuilder()
                .maximumWeight(properties.pageMegabytes() * 1024L * 1024L)
                .weigher((Key key, ReadyPage page) -> BYTES_BESIDE_THE_JSON + page.json().length)
                .expireAfterWrite(properties.oldest())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, pages, "product-pages");
    }

    ReadyPage find(ProductSearch search, HitSlice slice, PageQuery page) {
        // Both are asked first: a page that is made while they change may be newer than its key says, never older.
        var key = new Key(search, slice, page.page(), engine.generation(), reads.epoch());
        return pages.get(key, _ -> make(search, slice, page));
    }

    private ReadyPage make(ProductSearch search, HitSlice slice, PageQuery page) {
        var found = engine.find(search, slice);
        var body = PageBody.of(items(found.ids()), page, found.total());
        var list = ProductList.of(body, found.approximate(), found.nextCursor(), found.facets());
        var bytes = json.writeValueAsBytes(list);
        return new ReadyPage(list, bytes, mark(bytes));
    }

    /** What the index is still to hear of is not shown. */
    private List<ProductRead> items(List<UUID> ids) {
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
