package shop.product.search;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param total how many products were found, wherever the slice begins
 * @param approximate whether nothing has the words as they were written, and these have similar ones
 * @param nextCursor where the next slice begins, null when there is none
 */
public record ProductHits(
        List<UUID> ids,
        long total,
        boolean approximate,
        @Nullable String nextCursor,
        SearchFacets facets) {

    public ProductHits {
        ids = List.copyOf(ids);
    }
}
