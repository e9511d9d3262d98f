package shop.gateway.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.channel.AbortedException;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.BadToken;
import shop.gateway.problem.GatewayException.BodyTooLarge;
import shop.gateway.problem.GatewayException.ForeignOrigin;
import shop.gateway.problem.GatewayException.MalformedHead;
import shop.gateway.problem.GatewayException.NoCsrfToken;
import shop.gateway.problem.GatewayException.NoSuchPath;
import shop.gateway.problem.GatewayException.NoToken;
import shop.gateway.problem.GatewayException.NoWebSocket;
import shop.gateway.problem.GatewayException.NotAdmin;
import shop.gateway.problem.GatewayException.RateLimited;
import shop.gateway.problem.GatewayException.ServiceNotCalled;
import shop.gateway.problem.GatewayException.TooManyAtOnce;
import shop.gateway.problem.GatewayException.TooManyAttempts;
import shop.gateway.problem.GatewayException.UnknownEncoding;
import shop.gateway.problem.GatewayException.UnknownExpectation;
import shop.gateway.problem.GatewayException.UnsafePath;
import shop.gateway.problem.GatewayException.WrongMethod;
import shop.platform.problem.Problems;
import shop.security.token.KeysUnavailableException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns whatever fails behind it into a problem, so that no program ever sees another form of error from the gateway. A browser that asked for
 * a page gets the problem as one, or the way to the sign-in.
 */
@Component
class ProblemFilter implements WebFilter, Ordered {

    /** About as long as a restarted instance takes to be found again. */
    private static final String RETRY_AFTER_SECONDS = "2";

    /** No standard, but what balancers call it. */
    private static final HttpStatusCode CLIENT_LEFT = HttpStatusCode.valueOf(499);

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);

    private static final Logger LOG = LoggerFactory.getLogger(ProblemFilter.class);

    private static final Logger SECURITY = LoggerFactory.getLogger("shop.security");

    private final JsonMapper mapper;

    ProblemFilter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public int getOrder() {
        return FilterOrder.PROBLEMS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange).onErrorResume(failure -> answer(exchange, failure));
    }

    private Mono<Void> answer(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure); // the answer is under way
        }
        if (failure instanceof AbortedException && isGone(exchange.getRequest())) {
            response.setStatusCode(CLIENT_LEFT); // for the log and the metrics alone
            return Mono.empty();
        }
        var problem = problem(failure, response.getHeaders());
        log(exchange, problem, failure);
        response.setStatusCode(HttpStatusCode.valueOf(problem.getStatus()));
        response.getHeaders().setCacheControl("no-store");
        var wantsPage = FilterOrder.wantsPage(exchange);
        if (wantsPage && problem.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
            return BodyDrain.read(exchange.getRequest(), response.getHeaders())
                    .then(SignIn.instead(exchange.getRequest(), response));
        }
        response.getHeaders().setContentType(wantsPage ? HTML : MediaType.APPLICATION_PROBLEM_JSON);
        var body = wantsPage
                ? ErrorPage.of(problem, exchange.getRequest(), FilterOrder.requestId(exchange))
                        .getBytes(UTF_8)
                : mapper.writeValueAsBytes(members(exchange, problem));
        response.getHeaders().setContentLength(body.length);
        return BodyDrain.read(exchange.getRequest(), response.getHeaders())
                .then(response.writeWith(
                        Mono.fromSupplier(() -> response.bufferFactory().wrap(body))));
    }

    private static boolean isGone(ServerHttpRequest request) {
        return ServerHttpRequestDecorator.getNativeRequest(request) instanceof Connection client
                && !client.channel().isActive();
    }

    private static ProblemDetail problem(Throwable failure, HttpHeaders headers) {
        return switch (failure) {
            case GatewayException refusal -> refused(refusal, headers);
            case KeysUnavailableException _ ->
                unavailable("keys_unavailable", "Tokens cannot be checked just now.", headers);
            case ErrorResponse answer when isOutage(answer) -> silent(headers);
            case ErrorResponse answer
            when answer.getStatusCode().is4xxClientError() -> {
                headers.addAll(answer.getHeaders());
                yield Problems.of(
                        HttpStatus.valueOf(answer.getStatusCode().value())); // Spring's own words may name classes
            }
            // More types in Accept than Spring is willing to sort.
            case InvalidMimeTypeException _ -> Problems.of(HttpStatus.NOT_ACCEPTABLE);
            // How Reactor Netty says that a client did not send what it announced; it never is about a service.
            case ChannelException _ -> {
                headers.setConnection("close");
                yield Problems.of(HttpStatus.REQUEST_TIMEOUT);
            }
            case IOException _, TimeoutException _, AbortedException _ -> silent(headers);
            default ->
                Problems.problem(
                        HttpStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side.");
        };
    }

    private static ProblemDetail refused(GatewayException refusal, HttpHeaders headers) {
        var detail = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case MalformedHead _ -> Problems.problem(HttpStatus.BAD_REQUEST, "bad_request", detail);
            case UnknownEncoding _ -> Problems.problem(HttpStatus.BAD_REQUEST, "bad_request", detail);
            case UnknownExpectation _ -> Problems.problem(HttpStatus.EXPECTATION_FAILED, "expectation_failed", detail);
            case NoWebSocket _ -> Problems.problem(HttpStatus.BAD_REQUEST, "bad_request", detail);
            case UnsafePath _ -> Problems.problem(HttpStatus.BAD_REQUEST, "bad_request", detail);
            case NoSuchPath _ -> Problems.problem(HttpStatus.NOT_FOUND, "not_found", detail);
            case WrongMethod wrong -> {
                headers.setAllow(wrong.allowed());
                yield Problems.problem(HttpStatus.METHOD_NOT_ALLOWED, "method_not_allowed", detail);
            }
            case NoToken _ -> {
                headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"shopfleet\"");
                yield Problems.problem(HttpStatus.UNAUTHORIZED, "unauthorized", detail);
            }
            case BadToken bad -> {
                headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"shopfleet\", error=\"invalid_token\"");
                yield Problems.problem(HttpStatus.UNAUTHORIZED, bad.code(), detail);
            }
            case NotAdmin _ -> Problems.problem(HttpStatus.FORBIDDEN, "forbidden", detail);
            case NoCsrfToken _ -> Problems.problem(HttpStatus.FORBIDDEN, "csrf_token_invalid", detail);
            case ForeignOrigin _ -> Problems.problem(HttpStatus.FORBIDDEN, "origin_not_allowed", detail);
            case RateLimited limited -> {
                headers.set("RateLimit-Policy", limited.policy());
                headers.set("RateLimit", limited.state());
                yield tooMany("rate_limited", detail, limited.waitSeconds(), headers);
            }
            case TooManyAttempts many -> tooMany("too_many_attempts", detail, many.waitSeconds(), headers);
            case TooManyAtOnce many -> tooMany("rate_limited", detail, many.waitSeconds(), headers);
            case ServiceNotCalled _ -> unavailable("service_unavailable", detail, headers);
            case BodyTooLarge _ -> Problems.problem(HttpStatus.CONTENT_TOO_LARGE, "payload_too_large", detail);
        };
    }

    private static boolean isOutage(ErrorResponse answer) {
        return switch (answer.getStatusCode().value()) {
            case 502, 503, 504 -> true;
            default -> false;
        };
    }

    private static ProblemDetail silent(HttpHeaders headers) {
        return unavailable(
                "service_unavailable", "A service that is needed for this does not answer just now.", headers);
    }

    private static ProblemDetail tooMany(String code, String detail, long waitSeconds, HttpHeaders headers) {
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(waitSeconds));
        return Problems.problem(HttpStatus.TOO_MANY_REQUESTS, code, detail);
    }

    private static ProblemDetail unavailable(String code, String detail, HttpHeaders headers) {
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return Problems.problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail);
    }

    private static Map<String, @Nullable Object> members(ServerWebExchange exchange, ProblemDetail problem) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("type", problem.getType());
        members.put("title", problem.getTitle());
        members.put("status", problem.getStatus());
        members.put("detail", problem.getDetail());
        members.put("instance", exchange.getRequest().getURI().getRawPath());
        if (problem.getProperties() != null) {
            members.putAll(problem.getProperties());
        }
        members.put("requestId", FilterOrder.requestId(exchange));
        return members;
    }

    /** What comes from the client is a path that is still percent-encoded and a method that is a token, so neither can break a line. */
    private static void log(ServerWebExchange exchange, ProblemDetail problem, Throwable failure) {
        var request = exchange.getRequest();
        var method = request.getMethod();
        var path = request.getURI().getRawPath();
        var status = HttpStatus.valueOf(problem.getStatus());
        var code =
                problem.getProperties() == null ? "" : problem.getProperties().get("code");
        try (var _ = FilterOrder.logContext(exchange)) {
            switch (status) {
                case INTERNAL_SERVER_ERROR -> LOG.error("{} {} failed", method, path, failure);
                case SERVICE_UNAVAILABLE ->
                    LOG.warn("{} {} -> {}: {}", method, path, status.value(), failure.toString());
                case UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS ->
                    SECURITY.atInfo()
                            .addKeyValue("event", "security")
                            .log(
                                    "{} {} -> {} {}, request {}",
                                    method,
                                    path,
                                    status.value(),
                                    code,
                                    FilterOrder.requestId(exchange));
                default -> LOG.debug("{} {} -> {} {}", method, path, status.value(), code);
            }
        }
    }
}
