package shop.gateway.request;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.web.request.RequestIds;
import shop.web.request.TraceParents;

/** Gives every request its id and trace, hands both on, repeats both in the answer and writes one line of log about it. */
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
        var traceParent = TraceParents.takeOver(sent.getFirst(TraceParents.HEADER));
        exchange.getAttributes().put(RequestIds.KEY, requestId);
        exchange.getAttributes().put(TraceParents.KEY, traceParent);
        var answer = exchange.getResponse();
        answer.beforeCommit(() -> {
            // Set, not added: the service behind repeats them too.
            answer.getHeaders().set(RequestIds.HEADER, requestId);
            answer.getHeaders().set(TraceParents.HEADER, traceParent);
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
