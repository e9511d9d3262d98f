package shop.product.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;
import shop.product.search.SearchFacets.AttributeCounts;
import shop.product.search.SearchFacets.CategoryCount;
import shop.product.search.SearchFacets.PriceRange;
import shop.product.search.SearchFacets.StockCounts;
import shop.product.search.SearchFacets.ValueCount;

/** Counts all products that a query finds, and what they are made of, in one pass. */
final class FacetCounts implements CollectorManager<FacetCounts.Segments, FacetCounts.Counted> {

    private static final int MOST_CATEGORIES = 50;
    private static final int MOST_ATTRIBUTES = 20;
    private static final int MOST_VALUES = 20;

    /** How many different values of one segment are looked at; of more than these the rarest are left out. */
    private static final int MOST_DIFFERENT = 20_000;

    /** 0, 5, 10, 20, 50 and so on in a currency with two digits. */
    private static final long[] BOUNDS = IntStream.rangeClosed(2, 11)
            .boxed()
            .flatMap(digits -> List.of(1L, 2L, 5L).stream().map(step -> step * power(digits)))
            .mapToLong(Long::longValue)
            .skip(2)
            .toArray();

    private final @Nullable String currency;

    /**
     * For the prices in one currency, or for each product's first price.
     */
    FacetCounts(@Nullable String currency) {
        this.currency = currency;
    }

    /** What a pass has counted. */
    record Counted(long total, SearchFacets facets) {}

    private static long power(int digits) {
        var power = 1L;
        for (var i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    @Override
    public Segments newCollector() {
        return new Segments();
    }

    @Override
    public Counted reduce(Collection<Segments> parts) {
        var all = new Segments();
        parts.forEach(all::add);
        return new Counted(all.total, all.facets());
    }

    /** Counts by the numbers that a segment has for its values, and adds up the values themselves when it is through with it. */
    final class Segments extends SimpleCollector {

        private final Map<String, Long> categories = new HashMap<>();
        private final Map<String, Long> attributes = new HashMap<>();
        private final Map<String, long[]> prices = new TreeMap<>();
        private long total;
        private long inStock;

        private @Nullable Values categoryValues;
        private @Nullable Values attributeValues;
        private @Nullable NumericDocValues priceValues;
        private @Nullable SortedDocValues currencyValues;
        private @Nullable NumericDocValues availableValues;
        private long[][] pricesByCurrency = {};

        private Segments() {}

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        @Override
        protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
            var reader = leaf.reader();
            categoryValues = new Values(DocValues.getSortedSet(reader, IndexFields.CATEGORY));
            attributeValues = new Values(DocValues.getSortedSet(reader, IndexFields.ATTRIBUTE));
            availableValues = DocValues.getNumeric(reader, IndexFields.AVAILABLE);
            priceValues =
                    DocValues.getNumeric(reader, currency == null ? IndexFields.PRICE : IndexFields.priceIn(currency));
            var currencies = DocValues.getSorted(reader, IndexFields.CURRENCY);
            currencyValues = currencies;
            pricesByCurrency = new long[currency == null ? currencies.getValueCount() : 1][];
        }

        @Override
        public void collect(int document) throws IOException {
            total++;
            if (categoryValues != null) {
                categoryValues.count(document);
            }
            if (attributeValues != null) {
                attributeValues.count(document);
            }
            if (availableValues != null && availableValues.advanceExact(document) && availableValues.longValue() > 0) {
                inStock++;
            }
            if (priceValues != null && priceValues.advanceExact(document)) {
                countPrice(document, priceValues.longValue());
            }
        }

        private void countPrice(int document, long amountMinor) throws IOException {
            var number = 0;
            if (currency == null) {
                if (currencyValues == null || !currencyValues.advanceExact(document)) {
                    return;
                }
                number = currencyValues.ordValue();
            }
            var ranges = pricesByCurrency[number];
            if (ranges == null) {
                ranges = new long[BOUNDS.length + 1];
                pricesByCurrency[number] = ranges;
            }
            var found = Arrays.binarySearch(BOUNDS, amountMinor);
            ranges[found >= 0 ? found + 1 : -found - 1]++;
        }

        @Override
        public void finish() throws IOException {
            if (categoryValues != null) {
                categoryValues.addTo(categories);
            }
            if (attributeValues != null) {
                attributeValues.addTo(attributes);
            }
            for (var number = 0; number < pricesByCurrency.length; number++) {
                var ranges = pricesByCurrency[number];
                if (ranges != null) {
                    add(currencyName(number), ranges);
                }
            }
        }

        private String currencyName(int number) throws IOException {
            if (currency != null || currencyValues == null) {
                return currency == null ? "" : currency;
            }
            return currencyValues.lookupOrd(number).utf8ToString();
        }

        private void add(String name, long[] ranges) {
            var sum = prices.computeIfAbsent(name, _ -> new long[BOUNDS.length + 1]);
            for (var i = 0; i < ranges.length; i++) {
                sum[i] += ranges[i];
            }
        }

        private void add(Segments part) {
            total += part.total;
            inStock += part.inStock;
            part.categories.forEach((value, count) -> categories.merge(value, count, Long::sum));
            part.attributes.forEach((value, count) -> attributes.merge(value, count, Long::sum));
            part.prices.forEach(this::add);
        }

        private SearchFacets facets() {
            var counts = largest(categories, MOST_CATEGORIES).stream()
                    .map(entry -> new CategoryCount(entry.getKey(), entry.getValue()))
                    .toList();
            return new SearchFacets(counts, ranges(), values(), new StockCounts(inStock, total - inStock));
        }

        private List<PriceRange> ranges() {
            var found = new ArrayList<PriceRange>();
            prices.forEach((name, ranges) -> {
                for (var i = 0; i < ranges.length; i++) {
                    if (ranges[i] > 0) {
                        found.add(new PriceRange(
                                name, i == 0 ? 0 : BOUNDS[i - 1], i == BOUNDS.length ? null : BOUNDS[i], ranges[i]));
                    }
                }
            });
            return found;
        }

        private List<AttributeCounts> values() {
            var byName = new HashMap<String, Map<String, Long>>();
            var sums = new HashMap<String, Long>();
            attributes.forEach((attribute, count) -> {
                var end = attribute.indexOf(IndexFields.SEPARATOR);
                var name = attribute.substring(0, end);
                byName.computeIfAbsent(name, _ -> new HashMap<>()).put(attribute.substring(end + 1), count);
                sums.merge(name, count, Long::sum);
            });
            return largest(sums, MOST_ATTRIBUTES).stream()
                    .map(Map.Entry::getKey)
                    .map(name -> new AttributeCounts(
                            name,
                            largest(byName.getOrDefault(name, Map.of()), MOST_VALUES).stream()
                                    .map(entry -> new ValueCount(entry.getKey(), entry.getValue()))
                                    .toList()))
                    .toList();
        }

        private static List<Map.Entry<String, Long>> largest(Map<String, Long> counts, int most) {
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(most)
                    .toList();
        }
    }

    /** The counts of one segment's values, by number. */
    private static final class Values {

        private final SortedSetDocValues values;
        private final int[] counts;

        Values(SortedSetDocValues values) {
            this.values = values;
            this.counts = new int[Math.toIntExact(values.getValueCount())];
        }

        void count(int document) throws IOException {
            if (values.advanceExact(document)) {
                for (var i = values.docValueCount(); i > 0; i--) {
                    counts[(int) values.nextOrd()]++;
                }
            }
        }

        void addTo(Map<String, Long> sums) throws IOException {
            var least = least();
            for (var number = 0; number < counts.length; number++) {
                if (counts[number] >= least) {
                    sums.merge(values.lookupOrd(number).utf8ToString(), (long) counts[number], Long::sum);
                }
            }
        }

        /** The lowest count that is worth a look, such that not too many have it. */
        private int least() {
            var least = 1;
            while (different(least) > MOST_DIFFERENT) {
                least *= 2;
            }
            return least;
        }

        private int different(int least) {
            var different = 0;
            for (var count : counts) {
                if (count >= least) {
                    different++;
                }
            }
            return different;
        }
    }
}
