package shop.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a list; {@code totalItems} and {@code totalPages} are left out of lists that are read by cursor far down. */
public record PageOf<T>(
        List<T> items,
        int page,
        int size,
        @Nullable Long totalItems,
        @Nullable Integer totalPages,
        @Nullable String nextCursor) {

    public PageOf {
        items = List.copyOf(items);
    }
}
