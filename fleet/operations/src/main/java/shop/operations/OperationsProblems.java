package shop.operations;

import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.platform.problem.Problems;

/** How the refusals of this module look on the wire. Ordered before fleet-http's advice, which answers every exception. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE - 1)
class OperationsProblems {

    private static final Logger log = LoggerFactory.getLogger(OperationsProblems.class);

    /** Seconds: a broker that was restarted is back by then. */
    private static final String RETRY_AFTER = "5";

    @ExceptionHandler
    ProblemDetail on(ParkedEventNotFoundException refusal) {
        return said(NOT_FOUND, "parked_event_not_found", refusal);
    }

    @ExceptionHandler
    ProblemDetail on(DeadLetterException refusal) {
        return switch (refusal) {
            case DeadLetterException.NotFound _ -> said(NOT_FOUND, "dead_letter_not_found", refusal);
            case DeadLetterException.Closed _ -> said(CONFLICT, "dead_letter_closed", refusal);
            case DeadLetterException.Busy _ -> said(CONFLICT, "dead_letter_busy", refusal);
            case DeadLetterException.NotReplayable _ -> said(CONFLICT, "not_replayable", refusal);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(BrokerUnavailableException outage) {
        log.warn("{}: {}", outage.getMessage(), String.valueOf(outage.getCause()));
        return ResponseEntity.status(SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                .body(Problems.problem(
                        SERVICE_UNAVAILABLE, "dependency_unavailable", "Kafka does not answer; nothing was changed"));
    }

    /** These messages are written for clients. */
    private static ProblemDetail said(HttpStatus status, String code, RuntimeException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
