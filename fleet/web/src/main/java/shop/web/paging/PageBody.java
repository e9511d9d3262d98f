package shop.web.paging;

import java.util.List;
import java.util.function.Function;

/** A page of a list, as the API shows it; pages count from 0. */
public record PageBody<T>(List<T> items, int page, int size, long totalItems, int totalPages) implements PagedAnswer {

    public PageBody {
        items = List.copyOf(items);
    }

    public static <T> PageBody<T> of(List<T> items, PageQuery query, long totalItems) {
        var totalPages = Math.toIntExact((totalItems + query.size() - 1) / query.size());
        return new PageBody<>(items, query.page(), query.size(), totalItems, totalPages);
    }

    public <R> PageBody<R> map(Function<? super T, ? extends R> mapper) {
        return new PageBody<>(items.stream().<R>map(mapper).toList(), page, size, totalItems, totalPages);
    }
}
