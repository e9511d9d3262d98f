package shop.product.web;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.pictures.PictureException;
import shop.platform.problem.Problems;
import shop.product.catalog.ProductException;
import shop.product.image.ImageException;

/** Says how the catalog's refusals look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class ProductProblems {

    private static final String RETRY_AFTER_SECONDS = "5";

    private static final Logger LOG = LoggerFactory.getLogger(ProductProblems.class);

    @ExceptionHandler
    ProblemDetail on(ProductException refusal) {
        return switch (refusal) {
            case ProductException.NotFound _ -> problem(HttpStatus.NOT_FOUND, "product_not_found", refusal);
            case ProductException.SkuTaken _ -> problem(HttpStatus.CONFLICT, "sku_taken", refusal);
        };
    }

    @ExceptionHandler
    ProblemDetail on(ImageException refusal) {
        return switch (refusal) {
            case ImageException.NotFound _ -> problem(HttpStatus.NOT_FOUND, "image_not_found", refusal);
            case ImageException.TooMany _ -> problem(HttpStatus.CONFLICT, "too_many_images", refusal);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(PictureException refusal) {
        return switch (refusal) {
            case PictureException.Unsupported _ ->
                now(problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_image", refusal));
            case PictureException.TooManyPixels _ -> now(problem(HttpStatus.BAD_REQUEST, "image_too_large", refusal));
            case PictureException.Unreadable _ -> now(problem(HttpStatus.BAD_REQUEST, "image_unreadable", refusal));
            case PictureException.Busy _ -> later("too_busy", refusal);
            case PictureException.StorageDown _ -> {
                LOG.warn("the image storage did not answer: {}", String.valueOf(refusal.getCause()));
                yield later("image_storage_unavailable", refusal);
            }
        };
    }

    private static ResponseEntity<ProblemDetail> now(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    private static ResponseEntity<ProblemDetail> later(String code, PictureException refusal) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, code, refusal));
    }

    private static ProblemDetail problem(HttpStatus status, String code, RuntimeException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
