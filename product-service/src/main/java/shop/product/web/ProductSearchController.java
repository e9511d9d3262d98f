package shop.product.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.paging.Paged;
import shop.http.problem.InvalidRequestException;
import shop.http.query.AcceptsQuery;
import shop.platform.paging.PageQuery;
import shop.product.reads.CachedProduct;
import shop.product.reads.ProductCache;
import shop.product.reads.ProductView;
import shop.product.search.CategoryTree;
import shop.product.search.HitSlice;
import shop.product.search.ProductSearch;
import shop.product.search.ProductSearchEngine;
import shop.product.search.ProductSearchEngine.Suggestion;

/** Finds products. */
@RestController
@RequestMapping("/api/products")
class ProductSearchController {

    private static final List<PageQuery.Order> NEWEST = List.of(new PageQuery.Order("createdAt", true));
    private static final List<PageQuery.Order> BEST = List.of(new PageQuery.Order("relevance", true));

    private final ProductPages pages;
    private final ProductCache products;
    private final ProductSearchEngine engine;
    private final CategoryTree categories;

    ProductSearchController(
            ProductPages pages,
            ProductCache products,
            ProductSearchEngine engine,
            ObjectProvider<CategoryTree> categories) {
        this.pages = pages;
        this.products = products;
        this.engine = engine;
        this.categories = categories.getIfAvailable(() -> CategoryTree.FLAT);
    }

    @GetMapping(params = {"ids", "ids!="})
    @Operation(
            summary = "Several products by their ids, in the order of the ids; those that there are not are left out")
    ResponseEntity<ProductsById> byIds(@RequestParam List<UUID> ids) {
        BatchIds.requireFew("ids", ids);
        var found = products.findAll(ids);
        var items = ids.stream()
                .distinct()
                .flatMap(id -> Stream.ofNullable(found.get(id)))
                .toList();
        return CacheHeaders.asked(ResponseEntity.ok()).body(new ProductsById(items));
    }

    record ProductsById(
            @ArraySchema(schema = @Schema(implementation = ProductView.class))
            List<CachedProduct> items) {}

    @GetMapping
    @Refuses({"400 page_too_deep", "400 invalid_cursor"})
    @AcceptsQuery({"attr.*", "ids"})
    @Operation(summary = "Search the catalog, a page at a time")
    @Parameter(
            name = "attr.NAME",
            in = ParameterIn.QUERY,
            description = "The product's attribute NAME has this value; several of one name mean one of them",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ProductList.class)))
    ResponseEntity<CachedPage> list(
            @RequestParam(required = false) @Nullable @Size(max = 200) String q,
            @RequestParam(required = false) @Nullable @Size(max = 64) String category,
            @RequestParam(required = false) @Nullable @CurrencyCode String currency,
            @RequestParam(required = false) @Nullable @PositiveOrZero Long minPrice,
            @RequestParam(required = false) @Nullable @PositiveOrZero Long maxPrice,
            @RequestParam(required = false) @Nullable Boolean inStock,
            @RequestParam(required = false) @Nullable @Size(max = 2000) String cursor,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @Paged(sort = {"relevance", "sku", "name", "price", "createdAt", "updatedAt"}) PageQuery page) {
        if (cursor != null && page.page() > 0) {
            throw new InvalidRequestException("page", "invalid_value", "a cursor says itself where to go on");
        }
        if (minPrice != null && maxPrice != null && minPrice > maxPrice) {
            throw new InvalidRequestException("minPrice", "invalid_range", "must not be above maxPrice");
        }
        var within = category == null ? null : categories.slugsBelow(category);
        var search =
                new ProductSearch(q, within, currency, minPrice, maxPrice, inStock, AttributeFilters.of(parameters));
        var found = pages.find(search, new HitSlice(sort(search, page), offset(page), page.size(), cursor), page);
        return CacheHeaders.asked(ResponseEntity.ok()).eTag(found.eTag()).body(found);
    }

    @GetMapping("/suggest")
    @Operation(summary = "Names of products that begin like what somebody types")
    Suggestions suggest(
            @RequestParam @NotBlank @Size(max = 100) String q,
            @RequestParam(defaultValue = "10") @Min(1) @Max(20) int size) {
        return new Suggestions(engine.suggest(q, size));
    }

    record Suggestions(List<Suggestion> suggestions) {}

    private static List<PageQuery.Order> sort(ProductSearch search, PageQuery page) {
        if (!page.sort().isEmpty()) {
            return page.sort();
        }
        return search.text() == null ? NEWEST : BEST;
    }

    private static int offset(PageQuery page) {
        return Math.toIntExact(page.offset());
    }
}
