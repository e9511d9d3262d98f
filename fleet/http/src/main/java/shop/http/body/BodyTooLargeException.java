package shop.http.body;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import shop.platform.problem.Problems;

/** A request's body is larger than its path takes: 413 {@code payload_too_large}. */
public final class BodyTooLargeException extends ErrorResponseException {

    BodyTooLargeException(long limit) {
        super(
                HttpStatus.CONTENT_TOO_LARGE,
                Problems.problem(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "payload_too_large",
                        "The body may have at most " + limit + " bytes."),
                null);
    }
}
