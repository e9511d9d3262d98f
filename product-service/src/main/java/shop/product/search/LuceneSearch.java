package shop.product.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import shop.platform.paging.PageQuery;
import shop.product.catalog.Product;

/** Searches the index of this instance. */
final class LuceneSearch implements ProductSearchEngine {

    private static final int MOST_SUMMARIES = 500;

    /** While the index changes, what was counted is shown again for at most this long, and for ten times what counting took. */
    private static final Duration OLDEST_SUMMARY = Duration.ofMillis(500);

    private static final int PATIENCE_FACTOR = 10;

    /** How many of the best products are looked at for names that differ. */
    private static final int LOOKED_AT_FOR_NAMES = 100;

    private final LuceneIndex index;
    private final Cache<ProductSearch, Summary> summaries = Caffeine.newBuilder()
            .initialCapacity(MOST_SUMMARIES)
            .maximumSize(MOST_SUMMARIES)
            .build();

    LuceneSearch(LuceneIndex index) {
        this.index = index;
    }

    /** What does not depend on the order and on the slice. */
    private record Summary(
            Query query, FacetCounts.Counted counted, boolean approximate, long generation, long since, long cost) {

        boolean isGood(long nowGeneration, long now) {
            return generation == nowGeneration
                    || now - since < Math.min(OLDEST_SUMMARY.toNanos(), PATIENCE_FACTOR * cost);
        }
    }

    @Override
    public ProductHits find(ProductSearch search, HitSlice slice) {
        if (slice.offset() + slice.size() > DEEPEST) {
            throw new SearchException.PageTooDeep();
        }
        var sort = sort(slice.sort(), ProductQueries.priceField(search));
        var after = slice.cursor() == null ? null : Cursor.read(slice.cursor(), sort);
        return index.search(searcher -> {
            var summary = summary(searcher, search);
            // One more than is wanted shows whether there is a next one.
            var most = slice.offset() + slice.size() + 1;
            var found =
                    searcher.search(summary.query(), new TopFieldCollectorManager(sort, most, after, most)).scoreDocs;
            var end = Math.min(found.length, slice.offset() + slice.size());
            var ids = new ArrayList<UUID>();
            for (var hit : Arrays.asList(found).subList(Math.min(slice.offset(), end), end)) {
                ids.add(id(searcher.getIndexReader(), hit.doc));
            }
            var next = found.length > end ? Cursor.of(sort, (FieldDoc) found[end - 1]) : null;
            var counted = summary.counted();
            return new ProductHits(ids, counted.total(), summary.approximate(), next, counted.facets());
        });
    }

    private Summary summary(IndexSearcher searcher, ProductSearch search) {
        var generation = LuceneIndex.generation(searcher);
        return summaries.asMap().compute(search, (_, known) -> {
            if (known != null && known.isGood(generation, System.nanoTime())) {
                return known;
            }
            try {
                return count(searcher, search, generation);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private static Summary count(IndexSearcher searcher, ProductSearch search, long generation) throws IOException {
        var begin = System.nanoTime();
        var query = ProductQueries.exact(search);
        var counted = searcher.search(query, new FacetCounts(search.currency()));
        var approximate = false;
        var similar = counted.total() > 0 ? null : ProductQueries.approximate(search);
        if (similar != null) {
            counted = searcher.search(similar, new FacetCounts(search.currency()));
            approximate = counted.total() > 0;
            query = similar;
        }
        var end = System.nanoTime();
        return new Summary(query, counted, approximate, generation, end, end - begin);
    }

    @Override
    public List<Suggestion> suggest(String text, int most) {
        return index.search(searcher -> {
            var sort = sort(List.of(), IndexFields.PRICE);
            var best = searcher.search(
                    ProductQueries.beginningWith(text),
                    new TopFieldCollectorManager(sort, LOOKED_AT_FOR_NAMES, null, LOOKED_AT_FOR_NAMES));
            var names = searcher.storedFields();
            var suggestions = new LinkedHashMap<String, Suggestion>();
            for (ScoreDoc hit : best.scoreDocs) {
                var name =
                        names.document(hit.doc, Set.of(IndexFields.SHOWN_NAME)).get(IndexFields.SHOWN_NAME);
                suggestions.putIfAbsent(
                        IndexFields.lowerCase(name), new Suggestion(name, id(searcher.getIndexReader(), hit.doc)));
                if (suggestions.size() == most) {
                    break;
                }
            }
            return List.copyOf(suggestions.values());
        });
    }

    @Override
    public List<UUID> similar(Product product, int most) {
        return index.search(searcher -> {
            var sort = sort(List.of(), IndexFields.PRICE);
            var content = product.content();
            var found = searcher.search(
                    ProductQueries.similar(product.id(), content.name(), content.categories()),
                    new TopFieldCollectorManager(sort, most, null, most));
            var ids = new ArrayList<UUID>();
            for (ScoreDoc hit : found.scoreDocs) {
                ids.add(id(searcher.getIndexReader(), hit.doc));
            }
            return ids;
        });
    }

    @Override
    public long generation() {
        return index.search(LuceneIndex::generation);
    }

    private static UUID id(IndexReader reader, int document) throws IOException {
        var leaf = leaf(reader, document);
        return new UUID(
                LuceneIndex.number(leaf.reader(), IndexFields.ID_HIGH, document - leaf.docBase),
                LuceneIndex.number(leaf.reader(), IndexFields.ID_LOW, document - leaf.docBase));
    }

    private static LeafReaderContext leaf(IndexReader reader, int document) {
        return reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
    }

    /** The ids come last and give equals one order everywhere; they run the way of the first field, so that the newest come first with it. */
    private static Sort sort(List<PageQuery.Order> orders, String price) {
        var fields = new ArrayList<SortField>();
        for (var order : orders) {
            fields.add(field(order, price));
        }
        if (fields.isEmpty()) {
            fields.add(SortField.FIELD_SCORE);
        }
        var descending = orders.isEmpty() || orders.getFirst().descending() || isRelevance(orders.getFirst());
        fields.add(new SortField(IndexFields.ID_HIGH, SortField.Type.LONG, descending));
        fields.add(new SortField(IndexFields.ID_LOW, SortField.Type.LONG, descending));
        return new Sort(fields.toArray(SortField[]::new));
    }

    private static boolean isRelevance(PageQuery.Order order) {
        return order.field().equals("relevance");
    }

    private static SortField field(PageQuery.Order order, String price) {
        return switch (order.field()) {
            // The best first, whichever direction was asked for: nobody wants the worst.
            case "relevance" -> SortField.FIELD_SCORE;
            case "sku" -> new SortField(IndexFields.SKU, SortField.Type.STRING, order.descending());
            case "name" -> new SortField(IndexFields.NAME, SortField.Type.STRING, order.descending());
            case "price" -> new SortField(price, SortField.Type.LONG, order.descending());
            case "createdAt" -> new SortField(IndexFields.CREATED_AT, SortField.Type.LONG, order.descending());
            case "updatedAt" -> new SortField(IndexFields.UPDATED_AT, SortField.Type.LONG, order.descending());
            default -> throw new IllegalArgumentException("sort: " + order.field());
        };
    }
}
