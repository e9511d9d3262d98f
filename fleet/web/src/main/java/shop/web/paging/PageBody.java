package shop.web.paging;

import java.util.List;

/** A page of a list, as the API shows it; pages count from 0. */
public record PageBody<T>(List<T> items, int page, int size, long totalItems, int totalPages) {

    public PageBody {
        items = List.copyOf(items);
    }
}
