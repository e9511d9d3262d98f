package shop.http.version;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import shop.platform.problem.Problems;

/** The {@code If-Match} of a request names another version than the stored one: 412 {@code precondition_failed}. */
public final class StaleVersionException extends ErrorResponseException {

    /**
     * Stores may throw it too, when they find the race lost.
     *
     * @param message for the client, like {@code If-Match does not name the current version "7"}
     */
    public StaleVersionException(String message) {
        super(
                HttpStatus.PRECONDITION_FAILED,
                Problems.problem(HttpStatus.PRECONDITION_FAILED, "precondition_failed", message),
                null);
    }
}
