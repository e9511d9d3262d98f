package shop.product.transfer;

import org.jspecify.annotations.Nullable;
import shop.http.problem.FieldError;

/**
 * What is wrong with one line of a file.
 *
 * @param line counts from 1, the header being one
 * @param sku if the line has one
 * @param field of the product, empty if it is about the whole line; at a header the column
 */
record LineError(long line, @Nullable String sku, String field, String code, String message) {

    private static final int LONGEST = 200;

    /** Names of fields and SKUs come from the file; whole ones could fill the job until no store takes it. */
    LineError {
        sku = sku == null ? null : shortened(sku);
        field = shortened(field);
        message = shortened(message);
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        // Not between the halves of a surrogate pair, which no store takes.
        var end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "\u2026";
    }

    static LineError of(long line, @Nullable String sku, FieldError error) {
        return new LineError(line, sku, error.field(), error.code(), error.message());
    }
}
