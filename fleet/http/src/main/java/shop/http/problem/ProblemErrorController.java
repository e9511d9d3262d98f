package shop.http.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import shop.platform.problem.Problems;

/** The error page of the servlet container: what filters refused or failed at, outside of Spring MVC. */
@Controller
final class ProblemErrorController implements ErrorController {

    /**
     * An exception is thrown on, so that the advice says the same as it would have said inside of Spring MVC. Not one that the container has
     * judged itself: a body that stops arriving is the client's fault (408), and so is one that breaks off (400).
     */
    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) throws Exception {
        var status = status(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
        if (status.is5xxServerError()
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception failure) {
            throw failure;
        }
        var problem = Problems.of(status);
        // Said here, it is not negotiated: an Accept that nobody can read would leave the refusal without its body.
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static HttpStatus status(@Nullable Object code) {
        var status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        return Objects.requireNonNullElse(status, HttpStatus.INTERNAL_SERVER_ERROR);
    }
}
