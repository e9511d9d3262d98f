package shop.product.web;

import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.product.catalog.ProductException;
import shop.web.problem.Problems;

/** Says how the catalogue's refusals look on the wire; the rest is fleet-web's. */
@RestControllerAdvice
class ProductProblems {

    @ExceptionHandler
    ProblemDetail on(ProductException refusal) {
        return switch (refusal) {
            case ProductException.NotFound _ -> problem(HttpStatus.NOT_FOUND, "product_not_found", refusal);
            case ProductException.SkuTaken _ -> problem(HttpStatus.CONFLICT, "sku_taken", refusal);
        };
    }

    private static ProblemDetail problem(HttpStatus status, String code, ProductException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
