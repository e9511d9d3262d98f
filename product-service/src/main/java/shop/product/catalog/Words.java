package shop.product.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The words of a text, in lower case: each as it is written, and its parts of letters and digits. */
final class Words {

    private static final int LIMIT = 300;
    private static final int LENGTH_LIMIT = 64;
    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final Pattern MARK = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Words() {}

    static List<String> of(ProductContent content) {
        var description = content.description() == null ? "" : content.description();
        return Stream.concat(
                        Stream.of(content.sku(), content.name(), String.join(" ", content.categories())),
                        Stream.of(description))
                .flatMap(text -> written(text).stream())
                .flatMap(word -> Stream.concat(Stream.of(word), MARK.splitAsStream(word)))
                .filter(word -> !word.isEmpty() && word.length() <= LENGTH_LIMIT)
                .distinct()
                .limit(LIMIT)
                .toList();
    }

    /** The words as they are written, with the marks around and within them. */
    static List<String> written(String text) {
        return Arrays.stream(BLANK.split(text.strip()))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
