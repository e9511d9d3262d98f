package shop.notification.web;

import static org.springframework.http.HttpStatus.NOT_FOUND;

import java.util.Objects;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.notification.message.MessageNotFoundException;
import shop.web.problem.Problems;

/** Says how notification-service's own refusals look on the wire; the rest is fleet-web's. */
@RestControllerAdvice
class NotificationProblems {

    @ExceptionHandler
    ProblemDetail on(MessageNotFoundException refusal) {
        return Problems.problem(NOT_FOUND, "notification_not_found", Objects.requireNonNull(refusal.getMessage()));
    }
}
