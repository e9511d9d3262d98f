package shop.product.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.product.reads.CachedProduct;
import shop.product.reads.ProductView;
import shop.product.recommendation.Recommendation;
import shop.product.recommendation.Recommendations;
import shop.security.Caller;

/** What goes with a product, a cart or a customer's purchases. */
@RestController
class RecommendationController {

    private static final int MOST = 50;
    private static final int MOST_OF_EACH = 10;

    private final Recommendations recommendations;

    RecommendationController(Recommendations recommendations) {
        this.recommendations = recommendations;
    }

    @GetMapping("/api/products/{id}/recommendations")
    @Refuses("404 product_not_found")
    @Operation(summary = "Products that go with a product")
    ResponseEntity<RecommendationList> ofProduct(
            @PathVariable UUID id, @RequestParam(defaultValue = "10") @Min(1) @Max(MOST) int size) {
        var found = recommendations.forProduct(id, size);
        return CacheHeaders.asked(ResponseEntity.ok()).body(RecommendationList.of(found));
    }

    @GetMapping("/api/products/recommendations")
    @Operation(summary = "Products that go with each of several products")
    ResponseEntity<ProductRecommendationList> ofProducts(
            @RequestParam List<UUID> ids, @RequestParam(defaultValue = "4") @Min(1) @Max(MOST_OF_EACH) int size) {
        BatchIds.requireFew("ids", ids);
        return CacheHeaders.asked(ResponseEntity.ok())
                .body(ProductRecommendationList.of(recommendations.forEach(ids, size)));
    }

    @GetMapping("/api/recommendations")
    @Operation(
            summary = "Products that go with a cart",
            description =
                    "Without productIds: with what the signed-in customer bought lately, and for others what sells best.")
    ResponseEntity<RecommendationList> ofBasket(
            @RequestParam(required = false) @Nullable List<UUID> productIds,
            @RequestParam(defaultValue = "10") @Min(1) @Max(MOST) int size,
            @AuthenticationPrincipal @Nullable Caller caller) {
        // It may be about one person: no cache in front keeps it.
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(RecommendationList.of(find(productIds, caller, size)));
    }

    private List<Recommendation> find(@Nullable Collection<UUID> productIds, @Nullable Caller caller, int size) {
        if (productIds != null && !productIds.isEmpty()) {
            BatchIds.requireFew("productIds", productIds);
            return recommendations.forBasket(productIds, size);
        }
        return caller == null
                ? recommendations.forBasket(List.of(), size)
                : recommendations.forCustomer(caller.id(), size);
    }

    record RecommendationList(List<Item> items) {

        static RecommendationList of(List<Recommendation> found) {
            return new RecommendationList(found.stream().map(Item::of).toList());
        }
    }

    @Schema(name = "Recommendation")
    record Item(@Schema(implementation = ProductView.class) CachedProduct product, Recommendation.Reason reason) {

        static Item of(Recommendation found) {
            return new Item(found.product(), found.reason());
        }
    }

    record ProductRecommendationList(List<OfProduct> items) {

        static ProductRecommendationList of(Map<UUID, List<Recommendation>> found) {
            return new ProductRecommendationList(found.entrySet().stream()
                    .map(entry -> new OfProduct(
                            entry.getKey(),
                            entry.getValue().stream().map(Item::of).toList()))
                    .toList());
        }
    }

    record OfProduct(UUID productId, List<Item> recommendations) {}
}
