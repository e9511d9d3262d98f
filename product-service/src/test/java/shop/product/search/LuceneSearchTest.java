package shop.product.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.kernel.Money;
import shop.platform.paging.PageQuery.Order;
import shop.product.search.SearchFacets.AttributeCounts;
import shop.product.search.SearchFacets.CategoryCount;
import shop.product.search.SearchFacets.PriceRange;
import shop.product.search.SearchFacets.StockCounts;
import shop.product.search.SearchFacets.ValueCount;

/** The index alone, without the topics that feed it. */
class LuceneSearchTest {

    private static final List<Order> BEST = List.of(new Order("relevance", true));
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    private final Path folder;
    private LuceneIndex index;
    private ProductSearchEngine engine;
    private long lastId;

    LuceneSearchTest(@TempDir Path folder) {
        this.folder = folder;
        index = new LuceneIndex(folder, 16);
        engine = new LuceneSearch(index);
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @ParameterizedTest
    @CsvSource({
        "mug, exact",
        "MUGS, another form of the word",
        "blue stoneware, words of name and description",
        "stonewear, a slip",
        "bleu, two letters in the wrong order",
        "stonew, the beginning of the last word",
        "kitchen, a category",
        "café, an accent",
        "cafe, no accent",
        "MUG-BLUE, the SKU",
        "mug-bl, the beginning of the SKU",
        "cobalt, an attribute",
        "the blue mug, a word of no weight",
        "(blue) +mug!, marks",
    })
    void findsAProductBy(String text, String ignoredWhat) throws IOException {
        var mug = product(
                "MUG-BLUE",
                "Blue Café Mug",
                "Made of stoneware.",
                1250,
                List.of("kitchen"),
                Map.of("colour", "cobalt"));
        put(mug, product("LAMP-1", "Desk lamp", "Gives light.", 3000, List.of("office"), Map.of()));

        assertThat(find(text).ids()).containsExactly(mug.productId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Caf\u00e9 Vi\u1ec7t",
                "Cafe\u0301 Vie\u0323\u0302t",
                "cafe viet",
                "CAFE\u0301 vi\u1ec7t",
                "viet \u0111en",
                "Vi\u1ec7t \u0110e\u0300n"
            })
    void findsALetterHoweverItIsComposed(String text) throws IOException {
        var composed = product("A", "Caf\u00e9 Vi\u1ec7t \u0110\u00e8n", null, 1, List.of(), Map.of());
        var decomposed = product("B", "Cafe\u0301 Vie\u0323\u0302t \u0110e\u0300n", null, 1, List.of(), Map.of());
        put(composed, decomposed);

        assertThat(find(text).ids()).containsExactlyInAnyOrder(composed.productId(), decomposed.productId());
        assertThat(find(text).approximate()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mug lamp",
                "red mug",
                "green.*",
                "*",
                "id:*",
                "[a TO z]",
                "mug AND",
                "xyz",
                "...",
                "MUG-BLUR1",
                "/.*/"
            })
    void takesTextLiterallyAndWantsAllWords(String text) throws IOException {
        put(
                product("MUG-BLUE1", "Mug", null, 1250, List.of(), Map.of()),
                product("LAMP-1", "Desk lamp", null, 1, List.of(), Map.of()));

        assertThat(find(text).ids()).isEmpty();
    }

    @Test
    void saysWhetherTheWordsAreOnlySimilar() throws IOException {
        put(product("A", "Lantern", null, 1, List.of(), Map.of()));

        assertThat(find("lantern").approximate()).isFalse();
        assertThat(find("lantren").approximate()).isTrue();
        assertThat(find("lantren").total()).isEqualTo(1);
        assertThat(find("nothing").approximate()).isFalse();
    }

    @Test
    void putsTheBestFirst() throws IOException {
        var inDescription = product("A", "Vase", "Looks well beside a lamp.", 1, List.of(), Map.of());
        var inName = product("B", "Lamp for the desk", null, 1, List.of(), Map.of());
        var wholeSku = product("lamp", "Light", null, 1, List.of(), Map.of());
        put(inDescription, wholeSku, inName);

        assertThat(find("lamp").ids())
                .containsExactly(wholeSku.productId(), inName.productId(), inDescription.productId());
    }

    @Test
    void countsWhatTheResultIsMadeOf() throws IOException {
        put(
                product(
                        "A",
                        "Mug",
                        null,
                        1250,
                        List.of("kitchen", "gifts"),
                        Map.of("colour", "blue", "tags", List.of("x", "y"))),
                product("B", "Mug", null, 1999, List.of("kitchen"), Map.of("colour", "blue", "litres", 0.30)),
                product(
                        "C",
                        "Mug",
                        null,
                        2000,
                        List.of(),
                        Map.of("colour", "red", "care", Map.of("dishwasher", true))));
        index.putStock(new UUID(7L << 12, 2), 3, 1);
        index.refresh();

        var facets = find("mug").facets();

        assertThat(facets.categories()).containsExactly(new CategoryCount("kitchen", 2), new CategoryCount("gifts", 1));
        assertThat(facets.prices())
                .containsExactly(new PriceRange("EUR", 1000, 2000L, 2), new PriceRange("EUR", 2000, 5000L, 1));
        assertThat(facets.attributes())
                .containsExactly(
                        new AttributeCounts("colour", List.of(new ValueCount("blue", 2), new ValueCount("red", 1))),
                        new AttributeCounts("tags", List.of(new ValueCount("x", 1), new ValueCount("y", 1))),
                        new AttributeCounts("care.dishwasher", List.of(new ValueCount("true", 1))),
                        new AttributeCounts("litres", List.of(new ValueCount("0.3", 1))));
        assertThat(facets.availability()).isEqualTo(new StockCounts(1, 2));
    }

    @Test
    void filtersByAttributesAndByPricesInACurrency() throws IOException {
        var both =
                product("A", "Mug", null, 1250, List.of(), Map.of("colour", "blue", "size", 1), Money.of(1400, "USD"));
        var red = product("B", "Mug", null, 1300, List.of(), Map.of("colour", "red", "size", 1), Money.of(900, "USD"));
        var euroOnly = product("C", "Mug", null, 500, List.of(), Map.of("colour", "green", "size", 2));
        put(both, red, euroOnly);

        assertThat(found(search(null, Map.of("colour", Set.of("blue", "red"), "size", Set.of("1")), null, null, null)))
                .containsExactlyInAnyOrder(both.productId(), red.productId());
        assertThat(found(search(null, Map.of("colour", Set.of("blu")), null, null, null)))
                .isEmpty();
        assertThat(found(search(null, Map.of(), "USD", null, null)))
                .containsExactlyInAnyOrder(both.productId(), red.productId());
        assertThat(found(search(null, Map.of(), "USD", 1000L, null))).containsExactly(both.productId());
        assertThat(found(search(null, Map.of(), null, null, 1250L)))
                .containsExactlyInAnyOrder(both.productId(), euroOnly.productId());
        assertThat(engine.find(
                                search(null, Map.of(), "USD", null, null),
                                slice(List.of(new Order("price", false)), 0, 10, null))
                        .ids())
                .containsExactly(red.productId(), both.productId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"relevance", "sku", "name", "price", "createdAt", "updatedAt"})
    void goesThroughEverythingOnceByCursorWhileProductsChange(String field) throws IOException {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        var stable = new HashSet<UUID>();
        for (var i = 0; i < 300; i++) {
            var product = any(random, "S-" + i);
            stable.add(product.productId());
            index.put(product);
        }
        index.refresh();
        var seen = new ArrayList<UUID>();
        var search = search("lamp", Map.of(), null, null, null);
        var order = List.of(new Order(field, random.nextBoolean()));
        @Nullable String cursor = null;
        var others = 0;
        do {
            var hits = engine.find(search, slice(order, 0, 20, cursor));
            seen.addAll(hits.ids());
            cursor = hits.nextCursor();
            for (var i = 0; i < 3; i++) {
                var other = any(random, "O-" + others++);
                index.put(other);
                index.putStock(stable.iterator().next(), random.nextInt(10), others);
            }
            index.refresh();
        } while (cursor != null && seen.size() < 5_000);

        assertThat(seen).as("seed %d", seed).doesNotHaveDuplicates().containsAll(stable);
    }

    @Test
    void refusesCursorsOfOtherOrdersAndOfNobody() throws IOException {
        put(product("A", "Lamp", null, 1, List.of(), Map.of()), product("B", "Lamp", null, 2, List.of(), Map.of()));
        var good = Objects.requireNonNull(engine.find(search(null, Map.of(), null, null, null), slice(BEST, 0, 1, null))
                .nextCursor());
        var byPrice = List.of(new Order("price", false));

        for (var bad : List.of("", "x", "!!!", good.substring(2), good + "AAAA", "A".repeat(2000))) {
            assertThatExceptionOfType(SearchException.BadCursor.class)
                    .as(bad)
                    .isThrownBy(() -> engine.find(search(null, Map.of(), null, null, null), slice(BEST, 0, 1, bad)));
        }
        assertThatExceptionOfType(SearchException.BadCursor.class)
                .isThrownBy(() -> engine.find(search(null, Map.of(), null, null, null), slice(byPrice, 0, 1, good)));
        assertThatExceptionOfType(SearchException.PageTooDeep.class)
                .isThrownBy(() -> engine.find(search(null, Map.of(), null, null, null), slice(BEST, 9_990, 11, null)));
    }

    @Test
    void suggestsEachNameOnceAndWhatBeginsLikeItFirst() throws IOException {
        put(
                product("A", "Desk lamp", null, 1, List.of(), Map.of()),
                product("B", "Lamp shade", null, 1, List.of(), Map.of()),
                product("C", "LAMP SHADE", null, 1, List.of(), Map.of()),
                product("D", "Mug", null, 1, List.of(), Map.of()));

        assertThat(engine.suggest("la", 10))
                .extracting(suggestion -> suggestion.text().toLowerCase(Locale.ROOT))
                .containsExactly("lamp shade", "desk lamp");
        assertThat(engine.suggest("lamp sh", 10)).hasSize(1);
        assertThat(engine.suggest("la", 1)).hasSize(1);
        assertThat(engine.suggest("*", 10)).isEmpty();
    }

    @Test
    void keepsTheNewestOfContentAndStockInWhateverOrderTheyCome() throws IOException {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        var id = new UUID(1, 1);
        var events = new ArrayList<Runnable>();
        for (var version = 1; version <= 5; version++) {
            var content = product(id, "A", "Lamp " + version, version, false);
            var stock = version;
            events.add(() -> quietly(() -> index.put(content)));
            events.add(() -> quietly(() -> index.putStock(id, stock == 5 ? 0 : stock, stock)));
        }
        Collections.shuffle(events, random);
        for (var event : events) {
            event.run();
            if (random.nextBoolean()) {
                index.refresh();
            }
        }
        index.refresh();

        assertThat(find("lamp").ids()).as("seed %d", seed).containsExactly(id);
        assertThat(engine.suggest("lamp", 1))
                .as("seed %d", seed)
                .extracting("text")
                .containsExactly("Lamp 5");
        assertThat(find("lamp").facets().availability()).as("seed %d", seed).isEqualTo(new StockCounts(0, 1));
    }

    @Test
    void forgetsAnArchivedProductForGood() throws IOException {
        var id = new UUID(1, 1);
        put(product(id, "A", "Lamp", 1, false), product(id, "A", "Lamp", 3, true));

        put(product(id, "A", "Lamp", 2, false));
        index.putStock(id, 5, 1);
        index.refresh();

        assertThat(find("lamp").ids()).isEmpty();
        assertThat(find("lamp").facets().availability()).isEqualTo(new StockCounts(0, 0));
    }

    @Test
    void remembersWhereItWasWhenItWasLastWrittenDown() throws IOException {
        put(product("A", "Lamp", null, 1, List.of(), Map.of()));
        index.commit(Map.of("product_updated-0", "7"));
        put(product("B", "Lamp", null, 1, List.of(), Map.of()));
        index.close();

        index = new LuceneIndex(folder, 16);
        engine = new LuceneSearch(index);

        assertThat(index.position()).isEqualTo(Map.of("product_updated-0", "7"));
        assertThat(find("lamp").total())
                .as("what came after is read again from the topics")
                .isEqualTo(1);
    }

    @Test
    void givesEachInstanceAFolderOfItsOwn() throws IOException {
        try (var second = new LuceneIndex(folder, 16)) {
            assertThat(second.folder()).isNotEqualTo(index.folder());
        }
    }

    private SearchableProduct any(Random random, String sku) {
        var words = List.of("lamp", "desk lamp", "lamps of glass", "green lamp shade");
        return product(
                sku,
                words.get(random.nextInt(words.size())) + " " + random.nextInt(20),
                random.nextBoolean() ? "lamp" : null,
                random.nextInt(50),
                List.of(),
                Map.of());
    }

    private SearchableProduct product(
            String sku,
            String name,
            @Nullable String description,
            long price,
            List<String> categories,
            Map<String, Object> attributes,
            Money... prices) {
        lastId++;
        return new SearchableProduct(
                new UUID((7L << 12) + lastId / 5, lastId),
                sku,
                name,
                description,
                Money.of(price, "EUR"),
                List.of(prices),
                categories,
                new HashMap<>(attributes),
                false,
                1,
                TIME.plusMillis(lastId / 5),
                TIME.plusMillis(lastId % 5));
    }

    private static SearchableProduct product(UUID id, String sku, String name, long version, boolean archived) {
        return new SearchableProduct(
                id, sku, name, null, Money.of(1, "EUR"), List.of(), List.of(), Map.of(), archived, version, TIME, TIME);
    }

    private void put(SearchableProduct... products) throws IOException {
        for (var product : products) {
            index.put(product);
        }
        index.refresh();
    }

    private ProductHits find(String text) {
        return engine.find(search(text, Map.of(), null, null, null), slice(BEST, 0, 10, null));
    }

    private List<UUID> found(ProductSearch search) {
        return engine.find(search, slice(BEST, 0, 10, null)).ids();
    }

    private static ProductSearch search(
            @Nullable String text,
            Map<String, Set<String>> attributes,
            @Nullable String currency,
            @Nullable Long minPrice,
            @Nullable Long maxPrice) {
        return new ProductSearch(text, null, currency, minPrice, maxPrice, null, attributes);
    }

    private static HitSlice slice(List<Order> sort, int offset, int size, @Nullable String cursor) {
        return new HitSlice(sort, offset, size, cursor);
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void quietly(Action action) {
        try {
            action.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
