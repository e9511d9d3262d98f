package shop.channels.endpoint;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import shop.channels.config.ChannelsProperties;
import shop.channels.document.CheckedQuery;
import shop.channels.document.DocumentRefusedException;
import shop.channels.document.QueryCheck;
import shop.channels.schema.CallerContext;
import shop.platform.tracing.RequestIds;
import shop.sdk.Shop;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The GraphQL endpoint. What is no request of it gets a problem document, as everywhere in the API; a query that is refused before any of
 * it is carried out, and one that was carried out, get a response as GraphQL has it, the former with the status of the refusal.
 */
@RestController
class GraphQlController {

    static final String RESPONSE = "application/graphql-response+json";

    /** What a query costs; the gateway takes as much from the caller's limits. */
    static final String COST = "X-Query-Cost";

    private final QueryCheck check;
    private final ExecutionGraphQlService engine;
    private final Shop shop;
    private final Duration maxWait;

    /** Null values are a part of a response. */
    private final JsonMapper json = JsonMapper.builder().build();

    GraphQlController(QueryCheck check, ExecutionGraphQlService engine, Shop shop, ChannelsProperties properties) {
        this.check = check;
        this.engine = engine;
        this.shop = shop;
        this.maxWait = properties.maxWait();
    }

    @PostMapping(
            path = "/graphql",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, RESPONSE})
    ResponseEntity<byte[]> query(@RequestBody @Nullable JsonNode body, HttpServletRequest request)
            throws TimeoutException {
        var query = check.check(GraphQlRequest.read(body, json));
        var result = execute(query, request);
        var response = ResponseEntity.ok().header(COST, Long.toString(query.cost()));
        ResponseBody.retryAfter(result)
                .ifPresent(pause -> response.header(HttpHeaders.RETRY_AFTER, Long.toString(pause.toSeconds())));
        return response.body(json.writeValueAsBytes(ResponseBody.of(result)));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> on(DocumentRefusedException refusal, HttpServletRequest request) {
        var accepted = request.getHeader(HttpHeaders.ACCEPT);
        var type = accepted != null && accepted.contains(RESPONSE)
                ? MediaType.parseMediaType(RESPONSE)
                : MediaType.APPLICATION_JSON;
        return ResponseEntity.status(refusal.status())
                .contentType(type)
                .body(json.writeValueAsBytes(ResponseBody.of(refusal)));
    }

    private ExecutionResult execute(CheckedQuery query, HttpServletRequest request) throws TimeoutException {
        var id = String.valueOf(request.getAttribute(RequestIds.KEY));
        var graphQl = new DefaultExecutionGraphQlRequest(
                query.text(), query.operationName(), query.variables(), null, id, Locale.ENGLISH);
        var started = new AtomicReference<ExecutionInput>();
        graphQl.configureExecutionInput((input, change) -> {
            var configured = change.graphQLContext(
                            CallerContext.of(shop.as(CallerIdentity.of(request)), query.document()))
                    .build();
            started.set(configured);
            return configured;
        });
        try {
            var response = engine.execute(graphQl).toFuture().get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
            return Objects.requireNonNull(response).getExecutionResult();
        } catch (TimeoutException slow) {
            Objects.requireNonNull(started.get()).cancel();
            throw slow;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a query was carried out", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a query failed as a whole", failure.getCause());
        }
    }
}
