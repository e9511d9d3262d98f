package shop.product.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.product.catalog.Catalog;
import shop.product.catalog.ProductSearch;
import shop.product.search.CategoryTree;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;
import shop.web.paging.Paged;

/** Finds products. */
@RestController
@RequestMapping("/api/products")
class ProductSearchController {

    private final Catalog catalog;
    private final CategoryTree categories;

    ProductSearchController(Catalog catalog, ObjectProvider<CategoryTree> categories) {
        this.catalog = catalog;
        this.categories = categories.getIfAvailable(() -> CategoryTree.FLAT);
    }

    @GetMapping
    @Operation(summary = "Search the catalogue, a page at a time")
    ProductList list(
            @RequestParam(required = false) @Nullable @Size(max = 200) String q,
            @RequestParam(required = false) @Nullable @Size(max = 64) String category,
            @RequestParam(required = false) @Nullable @PositiveOrZero Long minPrice,
            @RequestParam(required = false) @Nullable @PositiveOrZero Long maxPrice,
            @RequestParam(required = false) @Nullable Boolean inStock,
            @Paged(
                            sort = {"sku", "name", "price", "createdAt", "updatedAt"},
                            by = "createdAt,desc")
                    PageQuery page) {
        var within = category == null ? null : categories.slugsBelow(category);
        var found = catalog.search(new ProductSearch(q, within, minPrice, maxPrice, inStock), page);
        var items = found.products().stream().map(ProductView::of).toList();
        return ProductList.of(PageBody.of(items, page, found.total()), new ProductList.Facets(found.categories()));
    }
}
