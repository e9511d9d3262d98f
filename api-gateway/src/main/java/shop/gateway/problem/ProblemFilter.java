package shop.gateway.problem;

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
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import shop.gateway.Passage;
import shop.gateway.problem.GatewayException.BadToken;
import shop.gateway.problem.GatewayException.BodyTooLarge;
import shop.gateway.problem.GatewayException.NoSuchPath;
import shop.gateway.problem.GatewayException.NoToken;
import shop.gateway.problem.GatewayException.NotAdmin;
import shop.gateway.problem.GatewayException.UnsafePath;
import shop.gateway.problem.GatewayException.WrongMethod;
import shop.web.problem.Problems;
import shop.web.token.KeysUnavailableException;
import tools.jackson.databind.json.JsonMapper;

/** Turns whatever fails behind it into a problem, so that no client ever sees another form of error from the gateway. */
@Component
class ProblemFilter implements WebFilter, Ordered {

    /** About as long as a restarted instance takes to be found again. */
    private static final String RETRY_AFTER_SECONDS = "2";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemFilter.class);

    private final JsonMapper mapper;

    ProblemFilter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public int getOrder() {
        return Passage.PROBLEMS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange).onErrorResume(failure -> answer(exchange, failure));
    }

    private Mono<Void> answer(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted() || failure instanceof AbortedException) {
            return Mono.error(failure); // the answer is under way, or nobody is there to read one
        }
        var problem = problem(failure, response.getHeaders());
        log(exchange, problem, failure);
        response.setStatusCode(HttpStatusCode.valueOf(problem.getStatus()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().setCacheControl("no-store");
        var body = mapper.writeValueAsBytes(members(exchange, problem));
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
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
            case IOException _, TimeoutException _ -> silent(headers);
            default ->
                Problems.problem(
                        HttpStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side.");
        };
    }

    private static ProblemDetail refused(GatewayException refusal, HttpHeaders headers) {
        var detail = String.valueOf(refusal.getMessage());
        return switch (refusal) {
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
            case BodyTooLarge _ -> {
                // The rest of the body is not read, so the connection is of no use any more.
                headers.set(HttpHeaders.CONNECTION, "close");
                yield Problems.problem(HttpStatus.CONTENT_TOO_LARGE, "payload_too_large", detail);
            }
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
        members.put("requestId", Passage.requestId(exchange));
        return members;
    }

    private static void log(ServerWebExchange exchange, ProblemDetail problem, Throwable failure) {
        var request = exchange.getRequest();
        var method = request.getMethod();
        var path = request.getURI().getRawPath();
        var status = HttpStatus.valueOf(problem.getStatus());
        if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
            LOG.error("{} {} failed", method, path, failure);
        } else if (status.is5xxServerError()) {
            LOG.warn("{} {} -> {}: {}", method, path, status.value(), failure.toString());
        } else if (status == HttpStatus.UNAUTHORIZED || status == HttpStatus.FORBIDDEN) {
            LOG.info("{} {} -> {} {}", method, path, status.value(), problem.getProperties());
        }
    }
}
