package shop.user.web;

import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.UNAUTHORIZED;

import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.user.account.AccountException;
import shop.user.address.AddressException;
import shop.user.password.HashingBusyException;
import shop.user.session.SessionException;
import shop.web.problem.Problems;

/** Says how user-service's own refusals look on the wire; the rest is fleet-web's. */
@RestControllerAdvice
class UserProblems {

    @ExceptionHandler
    ProblemDetail on(AccountException refusal) {
        return switch (refusal) {
            case AccountException.EmailTaken _ -> problem(CONFLICT, "email_taken", refusal);
            case AccountException.NotFound _ -> problem(NOT_FOUND, "user_not_found", refusal);
            case AccountException.LastAdmin _ -> problem(CONFLICT, "last_admin", refusal);
        };
    }

    @ExceptionHandler
    ProblemDetail on(AddressException refusal) {
        return switch (refusal) {
            case AddressException.NotFound _ -> problem(NOT_FOUND, "address_not_found", refusal);
            case AddressException.TooMany _ -> problem(CONFLICT, "too_many_addresses", refusal);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(SessionException refusal) {
        var problem = switch (refusal) {
            case SessionException.BadCredentials _ -> problem(UNAUTHORIZED, "bad_credentials", refusal);
            case SessionException.RefreshTokenInvalid _ -> problem(UNAUTHORIZED, "refresh_token_invalid", refusal);
        };
        return ResponseEntity.of(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(HashingBusyException refusal) {
        return ResponseEntity.of(problem(SERVICE_UNAVAILABLE, "too_busy", refusal))
                .header(HttpHeaders.RETRY_AFTER, "2")
                .build();
    }

    private static ProblemDetail problem(HttpStatus status, String code, RuntimeException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
