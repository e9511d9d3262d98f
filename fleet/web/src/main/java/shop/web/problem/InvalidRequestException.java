package shop.web.problem;

import java.util.List;
import tools.jackson.core.JacksonException;

/** Thrown for what annotations cannot say about a request: 400 {@code validation_failed} with these field errors. */
public final class InvalidRequestException extends RuntimeException {

    private final transient List<FieldError> errors;

    public InvalidRequestException(List<FieldError> errors) {
        super("invalid request: " + errors);
        this.errors = List.copyOf(errors);
    }

    public InvalidRequestException(String field, String code, String message) {
        this(List.of(new FieldError(field, code, message)));
    }

    /** For JSON that was read as a tree and does not fit a type. */
    public static InvalidRequestException of(JacksonException unreadable) {
        var error = FieldErrors.of(unreadable);
        return new InvalidRequestException(
                List.of(error == null ? new FieldError("", "invalid_value", "is not valid") : error));
    }

    public List<FieldError> errors() {
        return errors;
    }
}
