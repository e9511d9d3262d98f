package shop.payment.web;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.PAYMENT_REQUIRED;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;
import static shop.platform.problem.Problems.problem;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.http.problem.FieldError;
import shop.payment.application.BadWebhookException;
import shop.payment.application.DependencyUnavailableException;
import shop.payment.application.OrdersUnavailableException;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.domain.PaymentException;

/** Says how payment-service's own refusals look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class PaymentProblems {

    private static final Logger log = LoggerFactory.getLogger(PaymentProblems.class);
    private static final String SOON_SECONDS = "5";

    @ExceptionHandler
    ProblemDetail on(PaymentException refusal) {
        return switch (refusal) {
            case PaymentException.NotFound _ -> problem(NOT_FOUND, "payment_not_found", "There is no such payment");
            case PaymentException.OrderNotFound _ -> problem(NOT_FOUND, "order_not_found", "There is no such order");
            case PaymentException.OrderNotPayable notPayable ->
                problem(CONFLICT, "order_not_payable", said(notPayable));
            case PaymentException.AttemptUnderWay underWay -> underWay(underWay);
            case PaymentException.TooManyDeclines tooMany ->
                problem(TOO_MANY_REQUESTS, "too_many_declines", said(tooMany));
            case PaymentException.Declined declined -> declined(declined);
            case PaymentException.UnknownMethod unknown -> unknownMethod(unknown);
            case PaymentException.AmountNotChargeable amount ->
                problem(UNPROCESSABLE_CONTENT, "amount_not_chargeable", said(amount));
            case PaymentException.ProviderNotConfigured missing ->
                problem(UNPROCESSABLE_CONTENT, "provider_not_configured", said(missing));
            case PaymentException.MethodNotSupported unsupported -> unsupported(unsupported);
            case PaymentException.Refused refused -> problem(CONFLICT, "provider_refused", said(refused));
            case PaymentException.OverRefund over -> overRefund(over);
            case PaymentException.Captured captured -> problem(CONFLICT, "payment_captured", said(captured));
            case PaymentException.Disputed disputed -> problem(CONFLICT, "payment_disputed", said(disputed));
            case PaymentException.DriftNotFound _ -> problem(NOT_FOUND, "drift_not_found", "There is no such drift");
            case PaymentException.NotRepairable notRepairable ->
                problem(CONFLICT, "not_repairable", said(notRepairable));
            case PaymentException.NotRefundable notRefundable ->
                problem(CONFLICT, "not_refundable", said(notRefundable));
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(PaymentException.TooManyDeclines refusal) {
        return ResponseEntity.status(TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(refusal.pause().toSeconds()))
                .body(problem(TOO_MANY_REQUESTS, "too_many_declines", said(refusal)));
    }

    /** Refusals are worded for clients. */
    private static String said(PaymentException refusal) {
        return String.valueOf(refusal.getMessage());
    }

    private static ProblemDetail underWay(PaymentException.AttemptUnderWay refusal) {
        var problem = problem(CONFLICT, "payment_in_progress", said(refusal));
        problem.setProperty("paymentId", refusal.live().value());
        return problem;
    }

    private static ProblemDetail declined(PaymentException.Declined refusal) {
        var problem = problem(PAYMENT_REQUIRED, "declined", "The card was declined: " + refusal.code());
        problem.setProperty("paymentId", refusal.id().value());
        problem.setProperty("failureCode", refusal.code());
        return problem;
    }

    private static ProblemDetail unknownMethod(PaymentException.UnknownMethod refusal) {
        var problem = problem(BAD_REQUEST, "validation_failed", "The request is not valid");
        problem.setProperty("errors", List.of(new FieldError("method.paymentMethod", "unknown", said(refusal))));
        return problem;
    }

    private static ProblemDetail unsupported(PaymentException.MethodNotSupported refusal) {
        var problem = problem(UNPROCESSABLE_CONTENT, "method_not_supported", said(refusal));
        problem.setProperty("supported", refusal.supported());
        return problem;
    }

    private static ProblemDetail overRefund(PaymentException.OverRefund refusal) {
        var problem = problem(CONFLICT, "over_refund", said(refusal));
        problem.setProperty("refundable", refusal.left());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail on(BadWebhookException refusal) {
        log.warn("A webhook was refused: {}", refusal.getMessage());
        return problem(BAD_REQUEST, "bad_webhook", "The webhook is not signed by the provider, or too old");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(ProviderUnavailableException outage) {
        log.warn("The payment provider is away: {}", outage.getMessage());
        return tryLater(
                "provider_unavailable", "The payment provider is not reached; try again with the same Idempotency-Key");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(OrdersUnavailableException outage) {
        log.warn("Order-service is away: {}", String.valueOf(outage.getCause()));
        return tryLater("order_service_unavailable", "The order cannot be looked up right now; try again");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(DependencyUnavailableException outage) {
        log.warn("{}", outage.getMessage());
        return tryLater("dependency_unavailable", outage.service() + " is not reached; try again");
    }

    private static ResponseEntity<ProblemDetail> tryLater(String code, String detail) {
        return ResponseEntity.status(SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, SOON_SECONDS)
                .body(problem(SERVICE_UNAVAILABLE, code, detail));
    }
}
