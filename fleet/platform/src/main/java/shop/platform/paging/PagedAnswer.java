package shop.platform.paging;

import org.jspecify.annotations.Nullable;

/** A body that is one page of a list. The {@code Link} header (RFC 8288) is added to every answer with such a body. */
public interface PagedAnswer {

    int page();

    int size();

    long totalItems();

    int totalPages();

    /** Where a list that can also be read by cursor goes on; null at its end. A request with {@code cursor=} is linked to this alone. */
    default @Nullable String nextCursor() {
        return null;
    }

    /** Whether there are entries behind the last page that was counted; they are reached by cursor alone. */
    default boolean hasUncounted() {
        return false;
    }
}
