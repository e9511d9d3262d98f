package shop.product.transfer;

import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.platform.problem.Problems;

/** Says how refusals of imports look on the wire. */
@RestControllerAdvice
class ImportProblems {

    @ExceptionHandler
    ProblemDetail on(ImportException refusal) {
        return switch (refusal) {
            case ImportException.Unreadable unreadable -> {
                var problem = problem(HttpStatus.BAD_REQUEST, "import_unreadable", refusal);
                problem.setProperty("errors", unreadable.errors());
                yield problem;
            }
            case ImportException.NotFound _ -> problem(HttpStatus.NOT_FOUND, "import_not_found", refusal);
            case ImportException.Finished _ -> problem(HttpStatus.CONFLICT, "import_finished", refusal);
        };
    }

    private static ProblemDetail problem(HttpStatus status, String code, ImportException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
