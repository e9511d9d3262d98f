package shop.product.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.http.problem.FieldError;
import shop.product.web.ProductRequest;

/**
 * One line of a file: a product, or what is wrong with it.
 *
 * @param number of the line on which it begins, from 1
 * @param length in characters
 * @param sku as far as it could be read
 * @param product null if there are errors
 */
record ProductLine(
        long number,
        long length,
        @Nullable String sku,
        @Nullable ProductRequest product,
        List<FieldError> errors) {

    /** What is wrong beyond that with one line is not reported. */
    static final int MOST_ERRORS = 20;

    static ProductLine good(long number, long length, ProductRequest product) {
        return new ProductLine(number, length, product.sku(), product, List.of());
    }

    static ProductLine bad(long number, long length, @Nullable String sku, List<FieldError> errors) {
        return new ProductLine(
                number, length, sku, null, errors.size() <= MOST_ERRORS ? errors : errors.subList(0, MOST_ERRORS));
    }
}
