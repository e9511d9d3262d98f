package shop.product.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.OperationId;
import shop.http.json.StrictJson;
import shop.http.problem.InvalidRequestException;
import shop.http.version.IfMatch;
import shop.platform.audit.DocumentAuditLog;
import shop.product.catalog.Catalog;
import shop.product.catalog.Product;
import shop.product.catalog.ProductContent;
import shop.product.image.ProductImages;
import shop.product.reads.CachedProduct;
import shop.product.reads.ProductCache;
import shop.product.reads.ProductView;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/products")
class ProductController {

    private static final String PRODUCT = "product";
    private static final String IMAGES = "images";

    private final Catalog catalog;
    private final ProductImages images;
    private final ProductCache reads;
    private final StrictJson json;
    private final DocumentAuditLog audit;

    ProductController(
            Catalog catalog, ProductImages images, ProductCache reads, StrictJson json, DocumentAuditLog audit) {
        this.catalog = catalog;
        this.images = images;
        this.reads = reads;
        this.json = json;
        this.audit = audit;
    }

    @PostMapping
    @Idempotent
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses("409 sku_taken")
    @Operation(summary = "Put a product into the catalog")
    ResponseEntity<ProductView> create(OperationId id, @Valid @RequestBody ProductRequest body) {
        ProductImages.requireOwn(IMAGES, List.of(), body.content().images());
        var product = audit.record(
                "product.created",
                PRODUCT,
                id.value().toString(),
                Map.of(),
                () -> catalog.create(id.value(), body.content(), body.initialStock()));
        return answer(product, ResponseEntity.created(URI.create("/api/products/" + product.id())));
    }

    @GetMapping("/{id}")
    @Refuses("404 product_not_found")
    @Operation(summary = "One product with what is left of it")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ProductView.class)))
    ResponseEntity<CachedProduct> get(@PathVariable UUID id) {
        var product = reads.onSale(id);
        return CacheHeaders.asked(ResponseEntity.ok()).eTag(product.eTag()).body(product);
    }

    @PutMapping("/{id}")
    @Refuses({"404 product_not_found", "409 sku_taken"})
    @Operation(summary = "Replace a product")
    ResponseEntity<ProductView> replace(
            @PathVariable UUID id, IfMatch ifMatch, @Valid @RequestBody ProductRequest body) {
        var product = changed(id, ifMatch, current -> {
            if (body.initialStock() != null) {
                requireSameInitialStock(current, body);
            }
            ProductImages.requireOwn(
                    IMAGES, current.content().images(), body.content().images());
            return body.content();
        });
        return answer(product, ResponseEntity.ok());
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, StrictJson.MERGE_PATCH})
    @Refuses({"404 product_not_found", "409 sku_taken"})
    @Operation(summary = "Change a product by a JSON Merge Patch")
    ResponseEntity<ProductView> patch(
            @PathVariable UUID id,
            IfMatch ifMatch,
            @Parameter(schema = @Schema(implementation = ProductRequest.class)) @RequestBody JsonNode patch) {
        var product = changed(id, ifMatch, current -> {
            var wanted = json.patch(ProductRequest.of(current), patch, ProductRequest.class);
            requireSameInitialStock(current, wanted);
            ProductImages.requireOwn(
                    IMAGES, current.content().images(), wanted.content().images());
            return wanted.content();
        });
        return answer(product, ResponseEntity.ok());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses("404 product_not_found")
    @Operation(summary = "Take a product off sale; orders keep it")
    void archive(@PathVariable UUID id, IfMatch ifMatch) {
        var _ = audit.record(
                "product.archived",
                PRODUCT,
                id.toString(),
                () -> catalog.archive(id, ifMatch),
                done -> done ? Optional.of(Map.of()) : Optional.empty());
    }

    @PostMapping("/{id}/restore")
    @Refuses("404 product_not_found")
    @Operation(summary = "Put an archived product on sale again; a repeat changes nothing")
    ResponseEntity<ProductView> restore(@PathVariable UUID id, IfMatch ifMatch) {
        var _ = audit.record(
                "product.restored",
                PRODUCT,
                id.toString(),
                () -> catalog.restore(id, ifMatch, images::stillThere),
                done -> done ? Optional.of(Map.of()) : Optional.empty());
        return answer(catalog.onSale(id), ResponseEntity.ok());
    }

    private Product changed(UUID id, IfMatch ifMatch, Function<Product, ProductContent> change) {
        var before = new AtomicReference<Product>();
        return audit.record(
                "product.changed",
                PRODUCT,
                id.toString(),
                () -> catalog.change(id, ifMatch, current -> {
                    before.set(current);
                    return change.apply(current);
                }),
                after -> ProductChange.details(before.get(), after));
    }

    private ResponseEntity<ProductView> answer(Product stored, ResponseEntity.BodyBuilder response) {
        var product = reads.newest(stored);
        return response.eTag(ProductView.eTag(product)).body(ProductView.of(product));
    }

    private static void requireSameInitialStock(Product current, ProductRequest wanted) {
        if (!Objects.equals(wanted.initialStock(), current.initialStock())) {
            throw new InvalidRequestException(
                    "initialStock",
                    "fixed",
                    "counts only when the product is made; change the stock at /api/inventory/" + current.id());
        }
    }
}
