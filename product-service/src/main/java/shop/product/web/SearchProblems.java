package shop.product.web;

import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.platform.problem.Problems;
import shop.product.search.SearchException;

/** Says how a search's refusals look on the wire. */
@RestControllerAdvice
class SearchProblems {

    @ExceptionHandler
    ProblemDetail on(SearchException refusal) {
        return switch (refusal) {
            case SearchException.PageTooDeep _ -> problem("page_too_deep", refusal);
            case SearchException.BadCursor _ -> problem("invalid_cursor", refusal);
        };
    }

    private static ProblemDetail problem(String code, SearchException refusal) {
        return Problems.problem(HttpStatus.BAD_REQUEST, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
