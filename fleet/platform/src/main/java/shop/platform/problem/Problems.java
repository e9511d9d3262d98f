package shop.platform.problem;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Makes the problem details of the API; {@code instance} and {@code requestId} are added to each on its way out. */
public final class Problems {

    /** The request attribute of a refusal that left nothing behind: repeating it under the same idempotency key runs it again. */
    public static final String REPEATABLE = Problems.class.getName() + ".repeatable";

    private Problems() {}

    /**
     * One problem, as a controller advice returns it.
     *
     * @param code stable and machine-readable, in snake case, for example {@code insufficient_stock}
     * @param detail for a person; never an exception's text that was not written for clients
     */
    public static ProblemDetail problem(HttpStatus status, String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("/problems/" + code));
        problem.setProperty("code", code);
        return problem;
    }

    /** The problem of a status about which there is no more to say. */
    public static ProblemDetail of(HttpStatus status) {
        return problem(status, code(status), detail(status));
    }

    /** The code of a status about which there is no more to say. */
    public static String code(HttpStatus status) {
        return switch (status) {
            case INTERNAL_SERVER_ERROR -> "internal_error";
            case CONTENT_TOO_LARGE -> "payload_too_large";
            default -> status.name().toLowerCase(Locale.ROOT);
        };
    }

    /** Its words. */
    public static String detail(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request cannot be read.";
            case NOT_FOUND -> "There is nothing here.";
            case INTERNAL_SERVER_ERROR -> "Something went wrong on our side.";
            default -> status.getReasonPhrase() + ".";
        };
    }
}
