package shop.gateway.guard;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/** Sends each request past the {@link Guard} of its bulkhead, around all tries with single instances: one that fails is no outage. */
@Component
class GuardFilter implements GlobalFilter, Ordered {

    private final Guards guards;

    GuardFilter(Guards guards) {
        this.guards = guards;
    }

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        return Mono.defer(() -> {
            var call = guards.of(route).begin(FilterOrder.client(exchange));
            exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(call::answered));
            return chain.filter(watched(exchange, call)).doOnError(call::failed).doFinally(_ -> call.end());
        });
    }

    private static ServerWebExchange watched(ServerWebExchange exchange, Guard.Call call) {
        return switch (exchange.getRequest().getMethod().name()) {
            case "GET", "HEAD" -> exchange;
            default ->
                exchange.mutate().request(watched(exchange.getRequest(), call)).build();
        };
    }

    private static ServerHttpRequest watched(ServerHttpRequest request, Guard.Call call) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return super.getBody().doOnError(_ -> call.clientBroke());
            }
        };
    }
}
