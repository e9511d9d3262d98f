package shop.http.problem;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestCookieException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientException;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;
import shop.jobs.failure.StoreOutage;
import shop.platform.problem.Problems;
import tools.jackson.core.JacksonException;

/**
 * The problem for everything that no service has words of its own for. Last in order, and a service's advice of the same order comes
 * before it because its beans are made first.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Long enough for an instance to restart or a breaker to half-open, short enough for a person to wait. */
    private static final String RETRY_AFTER_SECONDS = "2";

    /** By name, because only services that call others have the library. */
    private static final Set<String> REFUSED_CALLS = Set.of(
            "io.github.resilience4j.circuitbreaker.CallNotPermittedException",
            "io.github.resilience4j.bulkhead.BulkheadFullException");

    @ExceptionHandler
    ResponseEntity<Object> on(InvalidRequestException refusal) {
        return invalid(refusal.errors());
    }

    @ExceptionHandler
    ResponseEntity<Object> on(ConstraintViolationException refusal) {
        return invalid(FieldErrors.of(refusal.getConstraintViolations()));
    }

    @ExceptionHandler
    ResponseEntity<Object> on(OptimisticLockingFailureException lost, WebRequest request) {
        // Nothing was done, so a repeat is welcome: its idempotency key must not be used up.
        request.setAttribute(Problems.REPEATABLE, true, RequestAttributes.SCOPE_REQUEST);
        return respond(
                HttpStatus.CONFLICT, "concurrent_update", "Somebody else changed it at the same time; read it again.");
    }

    @ExceptionHandler({RestClientException.class, TimeoutException.class})
    ResponseEntity<Object> onDependency(Exception failure) {
        LOG.warn("another service did not answer: {}", failure.toString());
        return unavailable("dependency_unavailable", "A service that is needed for this does not answer just now.");
    }

    @ExceptionHandler({MultipartException.class, InvalidParameterException.class})
    ResponseEntity<Object> onUnreadable(Exception unreadable) {
        // The parts of a form lie on disk until they are read.
        return StoreOutage.isIn(unreadable) ? onStore(unreadable) : onUnreadable();
    }

    private ResponseEntity<Object> onStore(Exception failure) {
        LOG.warn("the store did not answer: {}", failure.toString());
        return unavailable("store_unavailable", "The data cannot be reached just now.");
    }

    private static ResponseEntity<Object> onUnreadable() {
        return respond(HttpStatus.BAD_REQUEST, "bad_request", "The request cannot be read.");
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> onAnythingElse(Exception failure, HttpServletResponse response) throws Exception {
        if (response.isCommitted() && !DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            // A part is out already. Thrown on, it makes the container cut the connection, or the part would look like
            // all.
            LOG.error("an answer ended in the middle", failure);
            throw failure;
        }
        return onAnythingElse(failure);
    }

    private @Nullable ResponseEntity<Object> onAnythingElse(Exception failure) {
        if (StoreOutage.isIn(failure)) {
            return onStore(failure);
        }
        if (REFUSED_CALLS.contains(failure.getClass().getName())) {
            return onDependency(failure);
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return null;
        }
        LOG.error("unexpected failure", failure);
        return respond(HttpStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side.");
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (unreadable.getMostSpecificCause() instanceof ErrorResponseException refusal) {
            // The body limit was reached while Jackson was reading.
            return ResponseEntity.status(refusal.getStatusCode()).body(refusal.getBody());
        }
        if (unreadable.getCause() instanceof JacksonException json) {
            var error = FieldErrors.of(json);
            return error == null
                    ? respond(HttpStatus.BAD_REQUEST, "malformed_json", "The body is no well-formed JSON.")
                    : invalid(List.of(error));
        }
        if (unreadable.getCause() == null) {
            return respond(HttpStatus.BAD_REQUEST, "body_required", "The request must have a body.");
        }
        return respond(HttpStatus.BAD_REQUEST, "bad_request", "The body cannot be read.");
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException refusal, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(FieldErrors.of(refusal.getBindingResult()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException refusal, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return refusal.isForReturnValue() ? onAnythingElse(refusal) : invalid(FieldErrors.of(refusal));
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return required(missing.getParameterName());
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestPart(
            MissingServletRequestPartException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return required(missing.getRequestPartName());
    }

    @Override
    protected ResponseEntity<Object> handleServletRequestBindingException(
            ServletRequestBindingException missing, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return switch (missing) {
            case MissingRequestHeaderException header -> required(header.getHeaderName());
            case MissingRequestCookieException cookie -> required(cookie.getCookieName());
            default -> respond(HttpStatus.BAD_REQUEST, "bad_request", "The request cannot be read.");
        };
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var field = mismatch.getPropertyName();
        return invalid(List.of(new FieldError(
                field == null ? "" : field, "invalid_type", FieldErrors.mustBe(mismatch.getRequiredType()))));
    }

    /** What the overrides above do not know better is described by its status. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception refusal, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError() && !(refusal instanceof ErrorResponse)) {
            return onAnythingElse(refusal);
        }
        var problem = refusal instanceof ErrorResponseException known && hasCode(known.getBody())
                ? known.getBody()
                : translate(refusal, status);
        // Said here, it is not negotiated again: an Accept that nobody can read would leave the refusal without its
        // body.
        var own = new HttpHeaders(headers);
        own.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return super.handleExceptionInternal(refusal, problem, own, status, request);
    }

    private static boolean hasCode(ProblemDetail problem) {
        var properties = problem.getProperties();
        return properties != null && properties.containsKey("code");
    }

    private static ProblemDetail translate(Exception refusal, HttpStatusCode status) {
        var http = HttpStatus.resolve(status.value());
        if (http == null) {
            return ProblemDetail.forStatus(status);
        }
        return switch (refusal) {
            case NoHandlerFoundException _ -> Problems.of(http);
            case NoResourceFoundException _ -> Problems.of(http);
            case HttpRequestMethodNotSupportedException method ->
                Problems.problem(
                        http, Problems.code(http), method.getMethod() + " is not possible here; see the Allow header.");
            case HttpMediaTypeNotSupportedException type ->
                Problems.problem(
                        http,
                        Problems.code(http),
                        "This path takes " + type.getSupportedMediaTypes() + ", not what Content-Type says.");
            case HttpMediaTypeNotAcceptableException type ->
                Problems.problem(
                        http, Problems.code(http), "This path gives " + type.getSupportedMediaTypes() + " only.");
            case MaxUploadSizeExceededException _ ->
                Problems.problem(http, Problems.code(http), "The upload is too large.");
            default -> Problems.of(http);
        };
    }

    private static ResponseEntity<Object> required(String field) {
        return invalid(List.of(new FieldError(field, "required", "must be given")));
    }

    private static ResponseEntity<Object> invalid(List<FieldError> errors) {
        var problem = Problems.problem(HttpStatus.BAD_REQUEST, "validation_failed", "The request is not valid.");
        problem.setProperty("errors", errors);
        return ResponseEntity.badRequest().body(problem);
    }

    private static ResponseEntity<Object> unavailable(String code, String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(Problems.problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail));
    }

    private static ResponseEntity<Object> respond(HttpStatus status, String code, String detail) {
        return ResponseEntity.status(status).body(Problems.problem(status, code, detail));
    }
}
