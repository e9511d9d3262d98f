package shop.channels.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a long list, and where the next one begins. */
public record Connection<T>(
        List<T> nodes, PageInfo pageInfo, @Nullable Long totalCount) {

    public record PageInfo(boolean hasNextPage, @Nullable String endCursor) {}

    public static <T> Connection<T> of(List<T> nodes, @Nullable String nextCursor, @Nullable Long totalCount) {
        return new Connection<>(nodes, new PageInfo(nextCursor != null, nextCursor), totalCount);
    }
}
