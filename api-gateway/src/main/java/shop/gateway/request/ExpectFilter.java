package shop.gateway.request;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.UnknownExpectation;

/** Refuses what nobody behind can meet: a service would hang up on it, and on whoever uses the connection next. */
@Component
class ExpectFilter implements WebFilter, Ordered {

    @Override
    public int getOrder() {
        return FilterOrder.EXPECTATION;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.EXPECT).stream()
                        .allMatch(expected -> "100-continue".equalsIgnoreCase(expected.strip()))
                ? chain.filter(exchange)
                : Mono.error(new UnknownExpectation());
    }
}
