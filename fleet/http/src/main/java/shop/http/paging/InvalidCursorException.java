package shop.http.paging;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import shop.platform.problem.Problems;

/** A {@code cursor} that no page of a list in this order has ended with: 400 {@code invalid_cursor}. */
public final class InvalidCursorException extends ErrorResponseException {

    InvalidCursorException() {
        super(
                HttpStatus.BAD_REQUEST,
                Problems.problem(
                        HttpStatus.BAD_REQUEST,
                        "invalid_cursor",
                        "The cursor is not one of a list with this sort; take nextCursor of an answer with the same sort."),
                null);
    }
}
