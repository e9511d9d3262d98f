package shop.product.category;

import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.platform.problem.Problems;

/** Says how refusals of the tree look on the wire. */
@RestControllerAdvice
class CategoryProblems {

    @ExceptionHandler
    ProblemDetail on(CategoryException refusal) {
        return switch (refusal) {
            case CategoryException.NotFound _ -> problem(HttpStatus.NOT_FOUND, "category_not_found", refusal);
            case CategoryException.SlugTaken _ -> problem(HttpStatus.CONFLICT, "slug_taken", refusal);
            case CategoryException.Cycle _ -> problem(HttpStatus.CONFLICT, "category_cycle", refusal);
            case CategoryException.NotEmpty _ -> problem(HttpStatus.CONFLICT, "category_not_empty", refusal);
            case CategoryException.Limit _ -> problem(HttpStatus.CONFLICT, "category_limit", refusal);
        };
    }

    private static ProblemDetail problem(HttpStatus status, String code, CategoryException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
