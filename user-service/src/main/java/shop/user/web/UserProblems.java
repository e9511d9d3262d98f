package shop.user.web;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNAUTHORIZED;
import static org.springframework.http.HttpStatus.UNSUPPORTED_MEDIA_TYPE;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.pictures.PictureException;
import shop.platform.problem.Problems;
import shop.user.account.AccountException;
import shop.user.address.AddressException;
import shop.user.avatar.AvatarException;
import shop.user.password.HashingBusyException;
import shop.user.password.TooManyGuessesException;
import shop.user.reset.ResetException;
import shop.user.session.SessionException;
import shop.user.signing.KeyException;

/** Says how user-service's own refusals look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class UserProblems {

    private static final Logger log = LoggerFactory.getLogger(UserProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(AccountException refusal) {
        return switch (refusal) {
            case AccountException.EmailTaken _ -> refuse(problem(CONFLICT, "email_taken", refusal));
            case AccountException.NotFound _ -> refuse(problem(NOT_FOUND, "user_not_found", refusal));
            case AccountException.LastAdmin _ -> refuse(problem(CONFLICT, "last_admin", refusal));
            case AccountException.TooManySignUps _ ->
                ResponseEntity.of(problem(TOO_MANY_REQUESTS, "too_many_sign_ups", refusal))
                        .header(HttpHeaders.RETRY_AFTER, "2")
                        .build();
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
    ProblemDetail on(KeyException refusal) {
        return switch (refusal) {
            case KeyException.NotFound _ -> problem(NOT_FOUND, "signing_key_not_found", refusal);
            case KeyException.AlreadyWaiting _ -> problem(CONFLICT, "signing_key_waiting", refusal);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(AvatarException refusal) {
        return switch (refusal) {
            case AvatarException.NotFound _ -> refuse(problem(NOT_FOUND, "avatar_not_found", refusal));
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(PictureException refusal) {
        return switch (refusal) {
            case PictureException.Unsupported _ ->
                refuse(problem(UNSUPPORTED_MEDIA_TYPE, "unsupported_image", refusal));
            case PictureException.TooManyPixels _ -> refuse(problem(BAD_REQUEST, "image_too_large", refusal));
            case PictureException.Unreadable _ -> refuse(problem(BAD_REQUEST, "image_unreadable", refusal));
            case PictureException.Busy _ -> later("too_busy", refusal);
            case PictureException.StorageDown _ -> {
                log.warn("the avatar storage did not answer: {}", String.valueOf(refusal.getCause()));
                yield later("avatar_storage_unavailable", refusal);
            }
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(SessionException refusal) {
        return switch (refusal) {
            case SessionException.BadCredentials _ -> unauthorized("bad_credentials", refusal);
            case SessionException.RefreshTokenInvalid _ -> unauthorized("refresh_token_invalid", refusal);
            case SessionException.CsrfTokenInvalid _ -> refuse(problem(FORBIDDEN, "csrf_token_invalid", refusal));
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(ResetException refusal) {
        return switch (refusal) {
            case ResetException.TokenInvalid _ -> refuse(problem(BAD_REQUEST, "reset_token_invalid", refusal));
            case ResetException.TooBusy _ -> later("too_busy", refusal);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(TooManyGuessesException refusal) {
        var seconds = Math.max(1, refusal.retryAfter().plusMillis(999).toSeconds());
        return ResponseEntity.of(problem(TOO_MANY_REQUESTS, "too_many_attempts", refusal))
                .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                .build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(HashingBusyException refusal) {
        return later("too_busy", refusal);
    }

    private static ResponseEntity<ProblemDetail> unauthorized(String code, RuntimeException refusal) {
        return ResponseEntity.of(problem(UNAUTHORIZED, code, refusal))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static ResponseEntity<ProblemDetail> refuse(ProblemDetail problem) {
        return ResponseEntity.of(problem).build();
    }

    private static ResponseEntity<ProblemDetail> later(String code, RuntimeException refusal) {
        return ResponseEntity.of(problem(SERVICE_UNAVAILABLE, code, refusal))
                .header(HttpHeaders.RETRY_AFTER, "2")
                .build();
    }

    private static ProblemDetail problem(HttpStatus status, String code, RuntimeException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
