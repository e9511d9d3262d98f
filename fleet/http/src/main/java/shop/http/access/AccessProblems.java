package shop.http.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.platform.problem.Problems;
import shop.security.Caller;
import shop.security.token.BadTokenException;
import shop.security.token.KeysUnavailableException;

/** Says who is not let in, and why no more than that. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE - 1)
final class AccessProblems {

    /** Who watches over the fleet listens to this name; the request's id is in the logging context. */
    private static final Logger SECURITY = LoggerFactory.getLogger("shop.security");

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(BadTokenException refusal) {
        return unauthorized(
                "Bearer error=\"invalid_token\"", refusal.reason().code(), String.valueOf(refusal.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(AuthenticationException refusal) {
        return unauthorized("Bearer", "unauthorized", "This needs an access token.");
    }

    @ExceptionHandler
    ProblemDetail on(AccessDeniedException refusal) {
        SECURITY.info("event=security action=refused code=forbidden account={}", account());
        return Problems.problem(HttpStatus.FORBIDDEN, "forbidden", "The token does not give the right to do this.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(KeysUnavailableException outage) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .body(Problems.problem(
                        HttpStatus.SERVICE_UNAVAILABLE, "keys_unavailable", "Tokens cannot be checked just now."));
    }

    @ExceptionHandler
    ProblemDetail on(RequestRejectedException refusal) {
        return Problems.of(HttpStatus.BAD_REQUEST);
    }

    /** A token that was refused says nothing of who sent it. */
    private static Object account() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller
                ? caller.id()
                : "unknown";
    }

    private static ResponseEntity<ProblemDetail> unauthorized(String challenge, String code, String detail) {
        SECURITY.info("event=security action=refused code={} account={}", code, account());
        return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .body(Problems.problem(HttpStatus.UNAUTHORIZED, code, detail));
    }
}
