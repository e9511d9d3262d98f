package shop.product.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.platform.paging.PageBody;
import shop.platform.paging.PagedAnswer;
import shop.product.reads.CachedProduct;
import shop.product.reads.ProductView;
import shop.product.search.SearchFacets;

/**
 * A page of products, and what the whole result is made of.
 *
 * @param approximate there is nothing with the words as they are written, and these have similar ones
 * @param nextCursor what {@code cursor} takes to go on after the last item, however deep; missing at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProductList(
        @ArraySchema(schema = @Schema(implementation = ProductView.class))
        List<CachedProduct> items,

        int page,
        int size,
        long totalItems,
        int totalPages,
        boolean approximate,
        @Nullable String nextCursor,
        SearchFacets facets)
        implements PagedAnswer {

    static ProductList of(
            PageBody<CachedProduct> page, boolean approximate, @Nullable String nextCursor, SearchFacets facets) {
        return new ProductList(
                page.items(),
                page.page(),
                page.size(),
                page.totalItems(),
                page.totalPages(),
                approximate,
                nextCursor,
                facets);
    }
}
