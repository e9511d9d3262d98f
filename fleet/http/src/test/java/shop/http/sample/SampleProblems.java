package shop.http.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.platform.problem.Problems;

@RestControllerAdvice
class SampleProblems {

    @ExceptionHandler
    ProblemDetail on(FailureController.SampleException refusal) {
        return Problems.problem(HttpStatus.CONFLICT, "sample_refused", "The sample says no.");
    }
}
