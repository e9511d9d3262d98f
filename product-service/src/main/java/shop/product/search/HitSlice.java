package shop.product.search;

import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.platform.paging.PageQuery;

/**
 * Which of the found products are wanted.
 *
 * @param sort by {@code relevance}, {@code sku}, {@code name}, {@code price}, {@code createdAt} and {@code updatedAt}; products that are equal in all of it are in the order of their ids
 * @param offset how many to pass over
 * @param cursor what an earlier answer in this order ended with; those after that are wanted
 */
public record HitSlice(
        List<PageQuery.Order> sort,
        int offset,
        int size,
        @Nullable String cursor) {

    public HitSlice {
        sort = List.copyOf(sort);
    }
}
