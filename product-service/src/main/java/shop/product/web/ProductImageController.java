package shop.product.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.version.IfMatch;
import shop.pictures.PictureExchange;
import shop.platform.audit.DocumentAuditLog;
import shop.product.catalog.Product;
import shop.product.image.ProductImage;
import shop.product.image.ProductImages;
import shop.product.reads.ProductCache;
import shop.product.reads.ProductView;

/** Takes pictures of products, and addresses of pictures elsewhere, from administrators and gives them to everybody. */
@RestController
@RequestMapping("/api/products")
class ProductImageController {

    /** Another picture has another address. */
    private static final CacheControl KEEP =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    /** Of both ways, which are one operation of the API. */
    private static final String ADD = "Show one more picture of a product: an upload, or one elsewhere by its address";

    private final ProductImages images;
    private final ProductCache reads;
    private final DocumentAuditLog audit;

    ProductImageController(ProductImages images, ProductCache reads, DocumentAuditLog audit) {
        this.images = images;
        this.reads = reads;
        this.audit = audit;
    }

    @PostMapping(path = "/{id}/images", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = ADD)
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                            schemaProperties =
                                    @SchemaProperty(
                                            name = PictureExchange.PART,
                                            schema = @Schema(type = "string", format = "binary"))))
    @Refuses({
        "400 image_too_large",
        "400 image_unreadable",
        "404 product_not_found",
        "409 too_many_images",
        "415 unsupported_image",
        "503 too_busy",
        "503 image_storage_unavailable"
    })
    ResponseEntity<ProductView> add(@PathVariable UUID id, IfMatch ifMatch, MultipartHttpServletRequest request) {
        var file = PictureExchange.file(request);
        var added = audit.record(
                "product.image_added",
                "product",
                id.toString(),
                () -> images.add(id, ifMatch, file),
                done -> Optional.of(Map.of("image", done.image().id().toString())));
        return answer(added.image().address(), added.product());
    }

    /** A picture elsewhere, which stays there. */
    record ImageAddress(
            @NotNull @Size(max = 2000) @WebAddress String url) {}

    @PostMapping(path = "/{id}/images", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Idempotent
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = ADD)
    @Refuses({"404 product_not_found", "409 too_many_images"})
    ResponseEntity<ProductView> addAddress(
            @PathVariable UUID id,
            IfMatch ifMatch,
            @Valid @org.springframework.web.bind.annotation.RequestBody ImageAddress body) {
        var image = ProductImage.idOf(body.url());
        var added = audit.record(
                "product.image_added",
                "product",
                id.toString(),
                () -> images.addAddress(id, ifMatch, body.url()),
                done -> done.isNew() ? Optional.of(Map.of("image", image.toString())) : Optional.empty());
        return answer("/api/products/" + id + "/images/" + image, added.product());
    }

    private ResponseEntity<ProductView> answer(String location, Product shown) {
        var product = reads.newest(shown);
        return ResponseEntity.created(URI.create(location))
                .eTag(ProductView.eTag(product))
                .body(ProductView.of(product));
    }

    @GetMapping("/images/{imageId}")
    @Operation(summary = "An uploaded picture")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary"))
            })
    @Refuses({"404 image_not_found", "503 image_storage_unavailable"})
    ResponseEntity<byte[]> show(
            @PathVariable UUID imageId,
            @RequestHeader(value = HttpHeaders.IF_NONE_MATCH, defaultValue = "") String known) {
        var image = images.find(imageId);
        return PictureExchange.answer(image.id(), known, image.type(), "product", KEEP, () -> images.bytes(image));
    }

    @DeleteMapping("/{id}/images/{imageId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"404 product_not_found", "404 image_not_found"})
    @Operation(summary = "Take a picture off a product")
    void remove(@PathVariable UUID id, @PathVariable UUID imageId, IfMatch ifMatch) {
        audit.record(
                "product.image_removed",
                "product",
                id.toString(),
                Map.of("image", imageId.toString()),
                () -> images.remove(id, imageId, ifMatch));
    }
}
