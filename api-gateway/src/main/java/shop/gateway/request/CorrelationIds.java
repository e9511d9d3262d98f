package shop.gateway.request;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.platform.tracing.RequestIds;
import shop.platform.tracing.TraceParents;

/**
 * Gives every request its id, hands it on with the context of its span, repeats both in the answer and writes one line of log about it. The
 * span is the one of Spring's own observation, taken from there instead of from the thread, so that none has to be carried from thread to
 * thread at every operator.
 */
@Component
class CorrelationIds implements WebFilter, Ordered {

    @Override
    public int getOrder() {
        return FilterOrder.CORRELATION;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var sent = exchange.getRequest().getHeaders();
        var requestId = RequestIds.takeOver(sent.getFirst(RequestIds.HEADER));
        var parent = sent.getFirst(TraceParents.HEADER);
        var traceParent = TraceParents.of(span(exchange), parent);
        exchange.getAttributes().put(RequestIds.KEY, requestId);
        exchange.getAttributes().put(TraceParents.KEY, traceParent);
        var answer = exchange.getResponse();
        answer.beforeCommit(() -> {
            // Set, not added: the service behind repeats them too.
            answer.getHeaders().set(RequestIds.HEADER, requestId);
            answer.getHeaders().set(TraceParents.HEADER, TraceParents.echo(parent, traceParent));
            return Mono.empty();
        });
        var named = exchange.mutate()
                .request(request -> request.headers(headers -> {
                    headers.set(RequestIds.HEADER, requestId);
                    headers.set(TraceParents.HEADER, traceParent);
                }))
                .build();
        var start = System.nanoTime();
        return chain.filter(named).doFinally(_ -> log(exchange, requestId, System.nanoTime() - start));
    }

    private static @Nullable Span span(ServerWebExchange exchange) {
        return ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .map(observed -> observed.<TracingContext>get(TracingContext.class))
                .map(TracingContext::getSpan)
                .orElse(null);
    }

    private static void log(ServerWebExchange exchange, String requestId, long nanos) {
        if (!RequestLog.isOn()) {
            return;
        }
        try (var _ = FilterOrder.logContext(exchange)) {
            var request = exchange.getRequest();
            var status = exchange.getResponse().getStatusCode();
            RequestLog.write(
                    request.getMethod().name(),
                    request.getURI().getRawPath(),
                    status == null ? "-" : status.value(),
                    nanos,
                    requestId);
        }
    }
}
