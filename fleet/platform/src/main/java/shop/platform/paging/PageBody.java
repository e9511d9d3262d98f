package shop.platform.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, as the API shows it; pages count from 0.
 *
 * @param approximate true if there are more than {@code totalItems}, which is as far as a long list is counted; else missing
 * @param nextCursor what {@code cursor} takes to go on after the last item, however deep; missing at the end, and in lists that are short
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PageBody<T>(
        List<T> items,
        int page,
        int size,
        long totalItems,
        int totalPages,
        @Nullable Boolean approximate,
        @Nullable String nextCursor)
        implements PagedAnswer {

    public PageBody {
        items = List.copyOf(items);
    }

    public static <T> PageBody<T> of(List<T> items, PageQuery query, long totalItems) {
        return of(items, query, totalItems, false, null);
    }

    /**
     * A page of a list that is counted only so far.
     *
     * @param approximate whether there are more than {@code totalItems}
     * @param nextCursor where the list goes on; null at its end
     */
    public static <T> PageBody<T> of(
            List<T> items, PageQuery query, long totalItems, boolean approximate, @Nullable String nextCursor) {
        var totalPages = Math.toIntExact((totalItems + query.size() - 1) / query.size());
        return new PageBody<>(
                items, query.page(), query.size(), totalItems, totalPages, approximate ? true : null, nextCursor);
    }

    public <R> PageBody<R> map(Function<? super T, ? extends R> mapper) {
        return new PageBody<>(
                items.stream().<R>map(mapper).toList(), page, size, totalItems, totalPages, approximate, nextCursor);
    }

    @Override
    public boolean hasUncounted() {
        return Boolean.TRUE.equals(approximate);
    }
}
