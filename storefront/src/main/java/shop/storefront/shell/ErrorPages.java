package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;
import shop.http.problem.InvalidRequestException;
import shop.platform.tracing.RequestIds;
import shop.sdk.ProblemException;
import shop.sdk.ShopApiException;
import shop.sdk.UnavailableException;

/** Says on a page what went wrong and what to do. Nothing of the inside is shown; the request's id leads to the log. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorPages {

    private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Pages pages;
    private final VisitorResolver visitors;

    ErrorPages(Pages pages, VisitorResolver visitors) {
        this.pages = pages;
        this.visitors = visitors;
    }

    /**
     * A page for what did not work.
     *
     * @param kind chooses the words: {@code not-found}, {@code forbidden}, {@code outage}, ...
     * @param detail in the service's words, where ours have none
     */
    record ErrorView(
            String kind, @Nullable String detail, @Nullable String requestId, String again) {}

    /** Also what was refused because the session ended meanwhile. */
    @ExceptionHandler
    Object on(SignInNeededException needed, HttpServletRequest request, HttpServletResponse response) {
        return signIn(request, response);
    }

    @ExceptionHandler
    Object on(ShopApiException failure, HttpServletRequest request, HttpServletResponse response) {
        return switch (failure) {
            case UnavailableException unavailable -> outage(unavailable, request, response);
            case ProblemException problem when problem.isSignedOut() -> signIn(request, response);
            case ProblemException problem
            when problem.isNotFound() -> error("not-found", null, HttpStatus.NOT_FOUND, request, response);
            case ProblemException problem
            when problem.status() == HttpStatus.FORBIDDEN.value() ->
                error("forbidden", null, HttpStatus.FORBIDDEN, request, response);
            case ProblemException problem
            when problem.status() == HttpStatus.TOO_MANY_REQUESTS.value() ->
                error("too-many", null, HttpStatus.TOO_MANY_REQUESTS, request, response);
            case ProblemException problem when problem.isOutage() -> outage(problem, request, response);
            case ProblemException problem -> {
                var visitor = visitors.of(request, response);
                var status = Objects.requireNonNullElse(
                        HttpStatus.resolve(problem.status()), HttpStatus.INTERNAL_SERVER_ERROR);
                yield error("refused", pages.texts(visitor).refusal(problem), status, request, response);
            }
        };
    }

    @ExceptionHandler
    ModelAndView on(
            FormOriginCheck.ForeignFormException foreign, HttpServletRequest request, HttpServletResponse response) {
        return error("foreign-form", null, HttpStatus.FORBIDDEN, request, response);
    }

    @ExceptionHandler({
        MethodArgumentTypeMismatchException.class,
        InvalidRequestException.class,
        MethodValidationException.class
    })
    ModelAndView onUnreadable(Exception unreadable, HttpServletRequest request, HttpServletResponse response) {
        // An id that is none leads nowhere, as an unknown one does.
        var status = request.getMethod().equals("GET") ? HttpStatus.NOT_FOUND : HttpStatus.BAD_REQUEST;
        return error(status == HttpStatus.NOT_FOUND ? "not-found" : "bad-request", null, status, request, response);
    }

    @ExceptionHandler
    ModelAndView on(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        if (failure instanceof ErrorResponse known) {
            var status = Objects.requireNonNullElse(
                    HttpStatus.resolve(known.getStatusCode().value()), HttpStatus.INTERNAL_SERVER_ERROR);
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            return error(kind(status), null, status, request, response);
        }
        log.error("A page failed", failure);
        return error("failure", null, HttpStatus.INTERNAL_SERVER_ERROR, request, response);
    }

    private static String kind(HttpStatus status) {
        if (status == HttpStatus.NOT_FOUND) {
            return "not-found";
        }
        if (status == HttpStatus.FORBIDDEN) {
            return "forbidden";
        }
        return status.is5xxServerError() ? "failure" : "bad-request";
    }

    private ModelAndView outage(ShopApiException failure, HttpServletRequest request, HttpServletResponse response) {
        log.warn("A page goes without an answer: {}", failure.getMessage(), failure.getCause());
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return error("outage", null, HttpStatus.SERVICE_UNAVAILABLE, request, response);
    }

    /**
     * Who comes from another site (a mail, the payment provider) has cookies that are not sent on that first request: asking again from a
     * page of ours sends them.
     */
    private ModelAndView signIn(HttpServletRequest request, HttpServletResponse response) {
        var visitor = visitors.of(request, response);
        if (request.getMethod().equals("GET") && "cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            return error("arriving", null, HttpStatus.OK, request, response);
        }
        var next = request.getMethod().equals("GET") ? visitor.address() : pageOfForm(request);
        var renew = visitor.xsrf() != null;
        var to = UriComponentsBuilder.fromPath(renew ? Visitor.RENEW_PATH : "/sign-in")
                .queryParam("next", "{next}")
                .encode()
                .buildAndExpand(next)
                .toUriString();
        return Redirects.to(to);
    }

    /** A form's own address shows nothing: back to the page that it is on. */
    private static String pageOfForm(HttpServletRequest request) {
        var referer = request.getHeader(HttpHeaders.REFERER);
        try {
            var page = referer == null ? null : URI.create(referer);
            var query = page == null ? null : page.getRawQuery();
            return page == null
                    ? "/"
                    : SafePaths.orElse(query == null ? page.getRawPath() : page.getRawPath() + "?" + query, "/");
        } catch (IllegalArgumentException _) {
            return "/";
        }
    }

    private ModelAndView error(
            String kind,
            @Nullable String detail,
            HttpStatus status,
            HttpServletRequest request,
            HttpServletResponse response) {
        var visitor = visitors.of(request, response);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        var view = new ErrorView(
                kind,
                detail,
                (String) request.getAttribute(RequestIds.KEY),
                request.getMethod().equals("GET") ? visitor.address() : "/");
        return pages.page(
                "error-page",
                Pages.About.personal(pages.texts(visitor).get("error." + kind + ".title")),
                view,
                visitor,
                status);
    }
}
