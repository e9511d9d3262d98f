package shop.product.web;

import java.util.List;
import shop.product.catalog.ProductPage.CategoryCount;
import shop.web.paging.PageBody;
import shop.web.paging.PagedAnswer;

/** A page of products, and what the whole result is made of. */
record ProductList(List<ProductView> items, int page, int size, long totalItems, int totalPages, Facets facets)
        implements PagedAnswer {

    record Facets(List<CategoryCount> categories) {}

    static ProductList of(PageBody<ProductView> page, Facets facets) {
        return new ProductList(page.items(), page.page(), page.size(), page.totalItems(), page.totalPages(), facets);
    }
}
