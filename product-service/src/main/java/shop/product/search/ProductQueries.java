package shop.product.search;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Makes queries of what is looked for. Nothing in a user's text is syntax, and no text makes more than a bounded number of clauses. */
final class ProductQueries {

    private static final int MOST_WORDS = 20;

    /** What a shorter one begins is everything. */
    private static final int SHORTEST_PREFIX = 2;

    private static final int SHORTEST_MISTAKEN = 4;
    private static final int SHORTEST_TWICE_MISTAKEN = 8;
    private static final int MOST_MEANT = 50;

    private static final CharArraySet WORDS_OF_NO_WEIGHT = EnglishAnalyzer.getDefaultStopSet();

    private ProductQueries() {}

    private record Word(String text, String stem, boolean last) {

        /** A number or a SKU with another digit is another thing, not a slip. */
        int slips() {
            if (text.length() < SHORTEST_MISTAKEN || text.chars().anyMatch(Character::isDigit)) {
                return 0;
            }
            return text.length() < SHORTEST_TWICE_MISTAKEN ? 1 : 2;
        }

        boolean isPrefix() {
            return last && text.length() >= SHORTEST_PREFIX;
        }
    }

    /** Products that have all of the words. */
    static Query exact(ProductSearch search) {
        return all(search, words(search), false);
    }

    /** Products that have the words or similar ones; null if no word is long enough to be mistaken. */
    static @Nullable Query approximate(ProductSearch search) {
        var words = words(search);
        return words.stream().anyMatch(word -> word.slips() > 0) ? all(search, words, true) : null;
    }

    private static Query all(ProductSearch search, List<Word> words, boolean withSlips) {
        var all = new BooleanQuery.Builder();
        if (search.text() == null) {
            all.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
        } else if (words.isEmpty()) {
            return new MatchNoDocsQuery("no words in the text");
        } else {
            words.forEach(word -> {
                all.add(word(word, withSlips), Occur.MUST);
                all.add(boosted(IndexFields.NAME_STEMS, word.stem(), 3), Occur.SHOULD);
                all.add(boosted(IndexFields.NAME_WORDS, word.text(), 2), Occur.SHOULD);
            });
            all.add(boosted(IndexFields.SKU_WORD, IndexFields.lowerCase(search.text()), 20), Occur.SHOULD);
        }
        filters(search).forEach(filter -> all.add(filter, Occur.FILTER));
        return all.build();
    }

    private static Query word(Word word, boolean withSlips) {
        var any = new BooleanQuery.Builder();
        any.add(new TermQuery(new Term(IndexFields.STEMS, word.stem())), Occur.SHOULD);
        if (word.isPrefix()) {
            any.add(weak(new PrefixQuery(new Term(IndexFields.WORDS, word.text()))), Occur.SHOULD);
        }
        if (withSlips && word.slips() > 0) {
            var similar = new FuzzyQuery(new Term(IndexFields.WORDS, word.text()), word.slips(), 1, MOST_MEANT, true);
            any.add(new BoostQuery(similar, 0.5f), Occur.SHOULD);
        }
        return any.build();
    }

    private static List<Query> filters(ProductSearch search) {
        var filters = new ArrayList<Query>();
        if (search.categories() != null) {
            filters.add(anyOf(IndexFields.CATEGORY, search.categories()));
        }
        search.attributes()
                .forEach((name, values) -> filters.add(anyOf(
                        IndexFields.ATTRIBUTE,
                        values.stream()
                                .map(value -> name + IndexFields.SEPARATOR + value)
                                .toList())));
        var price = priceField(search);
        if (search.minPrice() != null || search.maxPrice() != null) {
            var from = search.minPrice() == null ? 0 : search.minPrice();
            var to = search.maxPrice() == null ? Long.MAX_VALUE : search.maxPrice();
            filters.add(new IndexOrDocValuesQuery(
                    LongPoint.newRangeQuery(price, from, to),
                    NumericDocValuesField.newSlowRangeQuery(price, from, to)));
        } else if (search.currency() != null) {
            filters.add(new FieldExistsQuery(price));
        }
        if (search.inStock() != null) {
            filters.add(
                    search.inStock()
                            ? NumericDocValuesField.newSlowRangeQuery(IndexFields.AVAILABLE, 1, Long.MAX_VALUE)
                            : NumericDocValuesField.newSlowRangeQuery(IndexFields.AVAILABLE, Long.MIN_VALUE, 0));
        }
        return filters;
    }

    static String priceField(ProductSearch search) {
        return search.currency() == null ? IndexFields.PRICE : IndexFields.priceIn(search.currency());
    }

    /** Names that begin as the text does, and those that have its words, the last of which may be only begun. */
    static Query beginningWith(String text) {
        var words = words(text);
        if (words.isEmpty()) {
            return new MatchNoDocsQuery("no words in the text");
        }
        var all = new BooleanQuery.Builder();
        for (var word : words) {
            var term = new Term(IndexFields.NAME_WORDS, word.text());
            var exact = new ConstantScoreQuery(new TermQuery(term));
            all.add(
                    word.last()
                            ? new BooleanQuery.Builder()
                                    .add(new ConstantScoreQuery(new PrefixQuery(term)), Occur.SHOULD)
                                    .add(exact, Occur.SHOULD)
                                    .build()
                            : exact,
                    Occur.MUST);
        }
        var beginning = new PrefixQuery(new Term(IndexFields.NAME, IndexFields.sortable(text)));
        all.add(new BoostQuery(new ConstantScoreQuery(beginning), 4), Occur.SHOULD);
        return all.build();
    }

    /** What is in stock and shares a category or a word of the name. A category counts as much as two words. */
    static Query similar(UUID self, String name, List<String> categories) {
        var any = new BooleanQuery.Builder();
        for (var word : words(name)) {
            if (!WORDS_OF_NO_WEIGHT.contains(word.text())) {
                any.add(
                        new ConstantScoreQuery(new TermQuery(new Term(IndexFields.NAME_STEMS, word.stem()))),
                        Occur.SHOULD);
            }
        }
        for (var category : categories) {
            any.add(
                    new BoostQuery(new ConstantScoreQuery(anyOf(IndexFields.CATEGORY, List.of(category))), 2),
                    Occur.SHOULD);
        }
        var all = new BooleanQuery.Builder();
        all.add(any.setMinimumNumberShouldMatch(1).build(), Occur.MUST);
        all.add(NumericDocValuesField.newSlowRangeQuery(IndexFields.AVAILABLE, 1, Long.MAX_VALUE), Occur.FILTER);
        all.add(new TermQuery(new Term(IndexFields.ID, IndexFields.bytes(self))), Occur.MUST_NOT);
        return all.build();
    }

    private static List<Word> words(ProductSearch search) {
        return search.text() == null ? List.of() : words(search.text());
    }

    private static List<Word> words(String text) {
        var exact = ProductText.EXACT.words(text, MOST_WORDS);
        var stems = ProductText.STEMMED.words(text, MOST_WORDS);
        var words = new ArrayList<Word>();
        for (var i = 0; i < exact.size(); i++) {
            words.add(new Word(exact.get(i), stems.get(i), i == exact.size() - 1));
        }
        var weighty = words.stream()
                .filter(word -> word.last() || !WORDS_OF_NO_WEIGHT.contains(word.text()))
                .toList();
        return weighty.isEmpty() ? words : weighty;
    }

    private static Query anyOf(String field, Iterable<String> values) {
        var terms = new ArrayList<BytesRef>();
        values.forEach(value -> terms.add(new BytesRef(value)));
        return KeywordField.newSetQuery(field, terms);
    }

    private static Query boosted(String field, String term, float boost) {
        return new BoostQuery(new TermQuery(new Term(field, term)), boost);
    }

    private static Query weak(Query query) {
        return new BoostQuery(new ConstantScoreQuery(query), 0.1f);
    }
}
