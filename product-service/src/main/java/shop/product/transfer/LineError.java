package shop.product.transfer;

import org.jspecify.annotations.Nullable;
import shop.web.problem.FieldError;

/**
 * What is wrong with one line of a file.
 *
 * @param line counts from 1, the header being one
 * @param sku if the line has one
 * @param field of the product, empty if it is about the whole line; at a header the column
 */
record LineError(long line, @Nullable String sku, String field, String code, String message) {

    static LineError of(long line, @Nullable String sku, FieldError error) {
        return new LineError(line, sku, error.field(), error.code(), error.message());
    }
}
