package shop.http.problem;

import jakarta.validation.ConstraintViolationException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

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

    /** For JSON that was read by hand and does not fit a type, or is none. */
    public static InvalidRequestException of(JacksonException unreadable) {
        var error = FieldErrors.of(unreadable);
        if (error != null) {
            return new InvalidRequestException(List.of(error));
        }
        return unreadable instanceof StreamReadException
                ? new InvalidRequestException("", "malformed_json", "is no well-formed JSON")
                : new InvalidRequestException("", "invalid_value", "is not valid");
    }

    /** For a value that was validated by hand. */
    public static InvalidRequestException of(ConstraintViolationException broken) {
        return new InvalidRequestException(FieldErrors.of(broken.getConstraintViolations()));
    }

    public List<FieldError> errors() {
        return errors;
    }
}
