package shop.notification.web;

import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;

import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.notification.live.TooManyStreamsException;
import shop.notification.message.MessageNotFoundException;
import shop.platform.problem.Problems;

/** Says how notification-service's own refusals look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class NotificationProblems {

    /** Seconds. */
    private static final String RETRY_AFTER = "5";

    @ExceptionHandler
    ProblemDetail on(MessageNotFoundException refusal) {
        return said(NOT_FOUND, "notification_not_found", refusal);
    }

    @ExceptionHandler
    ProblemDetail on(SmsUnavailableException refusal) {
        return said(UNPROCESSABLE_CONTENT, "sms_unavailable", refusal);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(TooManyStreamsException refusal) {
        var status = refusal.isOfOneUser() ? TOO_MANY_REQUESTS : SERVICE_UNAVAILABLE;
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                .body(Problems.problem(
                        status, "too_many_connections", "Too many " + String.valueOf(refusal.getMessage())));
    }

    /** These messages are written for clients. */
    private static ProblemDetail said(HttpStatus status, String code, RuntimeException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
