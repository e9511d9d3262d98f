package shop.product.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.kernel.Money;
import shop.platform.paging.PageQuery.Order;

/**
 * What the index costs with a million generated products: time to build, disk, memory, and how long answers take, each of them asked by
 * one thread. Nothing is asked twice except where it says so.
 *
 * <p>{@code ./mvnw verify -pl product-service -am -Dtest=SearchBench -Dgroups=bench -DexcludedGroups=
 * -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dbench.products=} and {@code -Dbench.seed=} change the size and the catalog.
 */
@Tag("bench")
class SearchBench {

    private static final int PRODUCTS = Integer.getInteger("bench.products", 1_000_000);
    private static final long SEED = Long.getLong("bench.seed", 20261121L);
    private static final int QUESTIONS = Integer.getInteger("bench.questions", 300);
    private static final int REFRESHED_AFTER = 50_000;
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final List<Order> BEST = List.of(new Order("relevance", true));
    private static final List<Order> NEWEST = List.of(new Order("createdAt", true));
    private static final List<String> COLOURS =
            List.of("black", "white", "red", "blue", "green", "yellow", "brown", "grey", "pink", "silver");

    private final Random random = new Random(SEED);
    private final List<String> words = words();

    @Test
    void aMillionProducts(@TempDir Path folder) throws IOException {
        System.out.printf(
                "%,d products, seed %d, %d processors, heap up to %,d MB%n",
                PRODUCTS,
                SEED,
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        var before = heap();
        try (var index = new LuceneIndex(folder, 32)) {
            build(index);
            System.out.printf(
                    "disk %,d MB, heap %,d MB more than before%n", size(index.folder()) >> 20, (heap() - before) >> 20);
            ask(index);
            changeStock(index);
        }
    }

    private void build(LuceneIndex index) throws IOException {
        var generating = 0L;
        var begin = System.nanoTime();
        for (var number = 0; number < PRODUCTS; number++) {
            var generated = System.nanoTime();
            var product = product(number);
            generating += System.nanoTime() - generated;
            index.put(product);
            if (index.invisible() >= REFRESHED_AFTER) {
                index.refresh();
            }
        }
        index.refresh();
        index.commit(Map.of());
        var took = System.nanoTime() - begin - generating;
        System.out.printf(
                "built in %.1f s, %,.0f products a second (making them up took %.1f s more)%n",
                took / 1e9, PRODUCTS / (took / 1e9), generating / 1e9);
    }

    private void ask(LuceneIndex index) {
        var engine = new LuceneSearch(index);
        // Warm: what the compiler has not seen yet says nothing about the index.
        for (var i = 0; i < QUESTIONS; i++) {
            engine.find(text(phrase(2)), slice(BEST, 0, null));
            engine.suggest(common().substring(0, 2), 10);
        }
        measure("one common word, with all facets", () -> engine.find(text(common()), slice(BEST, 0, null)));
        measure("two words, with all facets", () -> engine.find(text(phrase(2)), slice(BEST, 0, null)));
        measure("three words, the last one begun, with all facets", () -> {
            var phrase = phrase(3);
            return engine.find(text(phrase.substring(0, phrase.length() - 2)), slice(BEST, 0, null));
        });
        measure("a slip in a word, with all facets", () -> engine.find(text(slip(rare())), slice(BEST, 0, null)));
        measure(
                "category and price, by price, with all facets",
                () -> engine.find(
                        search(null, Set.of("category-" + random.nextInt(200)), (long) random.nextInt(5_000)),
                        slice(List.of(new Order("price", false)), 0, null)));
        measure(
                "everything, newest first, with all facets",
                20,
                () -> new LuceneSearch(index).find(text(null), slice(NEWEST, 0, null)));
        measure(
                "everything, another page (facets known)",
                () -> engine.find(text(null), slice(NEWEST, random.nextInt(400) * 20, null)));
        var cursor = new @Nullable String[] {
            engine.find(text(null), slice(NEWEST, 9_980, null)).nextCursor()
        };
        measure("everything, on by cursor from 10,000 (facets known)", () -> {
            var hits = engine.find(text(null), slice(NEWEST, 0, cursor[0]));
            cursor[0] = hits.nextCursor();
            return hits;
        });
        for (var letters = 1; letters <= 4; letters++) {
            var length = letters;
            measure(
                    "suggest for %d letters".formatted(letters),
                    () -> engine.suggest(common().substring(0, length), 10));
        }
    }

    /** What a refresh costs while the stock of other products changes all the time. */
    private void changeStock(LuceneIndex index) throws IOException {
        var took = new ArrayList<Long>();
        for (var round = 1; round <= 20; round++) {
            var begin = System.nanoTime();
            for (var i = 0; i < 100; i++) {
                index.putStock(id(random.nextInt(PRODUCTS)), random.nextInt(50), 1_000_000L * round + i);
            }
            index.refresh();
            took.add(System.nanoTime() - begin);
        }
        print("100 changes of stock made visible", took);
    }

    private void measure(String what, Supplier<?> question) {
        measure(what, QUESTIONS, question);
    }

    private void measure(String what, int times, Supplier<?> question) {
        var took = new ArrayList<Long>();
        for (var i = 0; i < times; i++) {
            var begin = System.nanoTime();
            assertThat(question.get()).isNotNull();
            took.add(System.nanoTime() - begin);
        }
        print(what, took);
    }

    private static void print(String what, List<Long> took) {
        var sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%-55s p50 %8.2f ms   p99 %8.2f ms   (%d)%n",
                what,
                sorted[sorted.length / 2] / 1e6,
                sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)] / 1e6,
                sorted.length);
    }

    private SearchableProduct product(int number) {
        var description = new StringBuilder();
        for (var i = 0; i < 20; i++) {
            description.append(common()).append(' ');
        }
        return new SearchableProduct(
                id(number),
                "SKU-%07d".formatted(number),
                phrase(2 + random.nextInt(3)),
                description.toString(),
                Money.of(random.nextInt(50_000), "EUR"),
                List.of(),
                List.of("category-" + random.nextInt(200), "category-" + (200 + random.nextInt(20))),
                Map.of(
                        "colour", COLOURS.get(random.nextInt(COLOURS.size())),
                        "brand", "brand " + random.nextInt(2_000),
                        "weightGrams", random.nextInt(5_000),
                        "washable", random.nextBoolean()),
                false,
                1,
                TIME.plusMillis(number),
                TIME.plusMillis(number));
    }

    private static UUID id(int number) {
        return new UUID(TIME.plusMillis(number).toEpochMilli() << 16 | 0x7000, number * 0x9E3779B97F4A7C15L);
    }

    private static List<String> words() {
        var letters = new Random(7);
        return IntStream.range(0, 20_000)
                .mapToObj(_ -> {
                    var word = new StringBuilder();
                    for (var syllables = 2 + letters.nextInt(3); syllables > 0; syllables--) {
                        word.append("bcdfghklmnprstvw".charAt(letters.nextInt(16)))
                                .append("aeiou".charAt(letters.nextInt(5)));
                    }
                    return word.toString();
                })
                .toList();
    }

    /** As in a language, few words make up most of the texts. */
    private String common() {
        return words.get((int) (words.size() * Math.pow(random.nextDouble(), 3)));
    }

    private String rare() {
        return words.get(words.size() - 1 - random.nextInt(words.size() / 4));
    }

    private String phrase(int length) {
        return String.join(
                " ", IntStream.range(0, length).mapToObj(_ -> common()).toList());
    }

    private static String slip(String word) {
        var letters = word.toCharArray();
        var last = letters.length - 1;
        letters[last] = letters[last] == 'y' ? 'x' : 'y';
        return new String(letters);
    }

    private static ProductSearch text(@Nullable String text) {
        return search(text, null, null);
    }

    private static ProductSearch search(
            @Nullable String text, @Nullable Set<String> categories, @Nullable Long minPrice) {
        return new ProductSearch(text, categories, null, minPrice, null, null, Map.of());
    }

    private static HitSlice slice(List<Order> sort, int offset, @Nullable String cursor) {
        return new HitSlice(sort, offset, 20, cursor);
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static long heap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
