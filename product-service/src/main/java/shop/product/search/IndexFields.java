package shop.product.search;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import shop.kernel.Money;

/** Which fields a product has in the index, and what is in them. */
final class IndexFields {

    /** Changes whenever a field here changes its meaning; an index of another schema is built anew. */
    static final String SCHEMA = "1";

    static final String ID = "id";
    static final String ID_HIGH = "idHigh";
    static final String ID_LOW = "idLow";
    static final String VERSION = "version";
    static final String STOCK_VERSION = "stockVersion";
    static final String AVAILABLE = "available";
    static final String SKU = "sku";
    static final String SKU_WORD = "skuWord";
    static final String NAME = "name";
    static final String SHOWN_NAME = "shownName";
    static final String NAME_STEMS = "nameStems";
    static final String NAME_WORDS = "nameWords";
    static final String STEMS = "stems";
    static final String WORDS = "words";
    static final String CATEGORY = "category";
    static final String ATTRIBUTE = "attribute";
    static final String PRICE = "price";
    static final String CURRENCY = "currency";
    static final String CREATED_AT = "createdAt";
    static final String UPDATED_AT = "updatedAt";

    /** The order of a list that nobody sorts. The index itself is in it, so such a list ends as soon as a page is full. */
    static final Sort NEWEST_FIRST = new Sort(
            new SortField(CREATED_AT, SortField.Type.LONG, true),
            new SortField(ID_HIGH, SortField.Type.LONG, true),
            new SortField(ID_LOW, SortField.Type.LONG, true));

    /** Between name and value of an attribute; no text of a product has it. */
    static final char SEPARATOR = '\u001f';

    /** Longer values are texts to read rather than something to choose from. */
    private static final int LONGEST_CHOICE = 100;

    private static final int LONGEST_SORTED = 100;
    private static final int WORDS_OF_A_NAME = 10;

    private IndexFields() {}

    static Document document(SearchableProduct product, long available, long stockVersion) {
        var document = new Document();
        var id = product.productId();
        document.add(new StringField(ID, bytes(id), Field.Store.NO));
        number(document, ID_HIGH, id.getMostSignificantBits());
        number(document, ID_LOW, id.getLeastSignificantBits());
        number(document, VERSION, product.version());
        number(document, STOCK_VERSION, stockVersion);
        number(document, AVAILABLE, available);
        document.add(new StringField(SKU_WORD, lowerCase(product.sku()), Field.Store.NO));
        document.add(new SortedDocValuesField(SKU, new BytesRef(product.sku())));
        var name = sortable(product.name());
        document.add(new StringField(NAME, name, Field.Store.NO));
        document.add(new SortedDocValuesField(NAME, new BytesRef(name)));
        document.add(new StoredField(SHOWN_NAME, product.name()));
        text(document, NAME_STEMS, NAME_WORDS, product.name());
        price(document, PRICE, product.price());
        document.add(new SortedDocValuesField(
                CURRENCY, new BytesRef(product.price().currency().getCurrencyCode())));
        price(document, priceIn(product.price().currency().getCurrencyCode()), product.price());
        for (var further : product.prices()) {
            var field = priceIn(further.currency().getCurrencyCode());
            if (document.getField(field) == null) {
                price(document, field, further);
            }
        }
        sortable(document, CREATED_AT, product.createdAt().toEpochMilli());
        sortable(document, UPDATED_AT, product.updatedAt().toEpochMilli());
        for (var category : product.categories()) {
            document.add(new KeywordField(CATEGORY, category, Field.Store.NO));
        }
        var texts = new ArrayList<>(List.of(product.sku(), product.name()));
        if (product.description() != null) {
            texts.add(product.description());
        }
        texts.addAll(product.categories());
        values("", product.attributes(), (attribute, value) -> {
            texts.add(value);
            if (value.length() <= LONGEST_CHOICE) {
                document.add(new KeywordField(ATTRIBUTE, attribute + SEPARATOR + value, Field.Store.NO));
            }
        });
        text(document, STEMS, WORDS, String.join("\n", texts));
        return document;
    }

    static BytesRef bytes(UUID id) {
        return new BytesRef(ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    static String priceIn(String currency) {
        return PRICE + "." + currency;
    }

    static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** As people sort names: whatever the case, the accents and the marks. */
    static String sortable(String name) {
        var words = String.join(" ", ProductText.EXACT.words(name, WORDS_OF_A_NAME));
        var text = words.isEmpty() ? lowerCase(name) : words;
        return text.length() <= LONGEST_SORTED ? text : text.substring(0, LONGEST_SORTED);
    }

    /** Calls with each text, number and boolean; those of an inner map have the names of both with a dot between. */
    private static void values(String prefix, Map<?, ?> attributes, BiConsumer<String, String> each) {
        attributes.forEach((name, value) -> value(prefix + name, value, each));
    }

    private static void value(String name, Object value, BiConsumer<String, String> each) {
        switch (value) {
            case Map<?, ?> inner -> values(name + ".", inner, each);
            case Iterable<?> list -> list.forEach(element -> value(name, element, each));
            case Double number ->
                each.accept(
                        name, BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
            default -> each.accept(name, value.toString());
        }
    }

    private static void text(Document document, String stems, String words, String text) {
        document.add(new TextField(stems, text, Field.Store.NO));
        document.add(new TextField(words, text, Field.Store.NO));
    }

    private static void price(Document document, String field, Money price) {
        sortable(document, field, price.amountMinor());
    }

    /** Found by ranges, and sorted without a look at every product. */
    private static void sortable(Document document, String field, long value) {
        document.add(new LongPoint(field, value));
        number(document, field, value);
    }

    private static void number(Document document, String field, long value) {
        document.add(new NumericDocValuesField(field, value));
    }
}
