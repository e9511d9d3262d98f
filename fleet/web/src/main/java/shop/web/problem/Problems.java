package shop.web.problem;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Makes the problem details of the API; {@code instance} and {@code requestId} are added to each on its way out. */
public final class Problems {

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
}
