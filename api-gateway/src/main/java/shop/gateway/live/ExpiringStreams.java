package shop.gateway.live;

import java.time.Clock;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/** Ends each stream of events when its token runs out; an {@code EventSource} comes back by itself and says what it saw last. */
@Component
class ExpiringStreams implements GlobalFilter, Ordered {

    private final Clock clock;

    ExpiringStreams(Clock clock) {
        this.clock = clock;
    }

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        var token = FilterOrder.token(exchange);
        // A socket says why it closes, see ExpiringSockets.
        return token.isEmpty() || !LiveRoutes.staysOpen(route) || isSocket(exchange)
                ? chain.filter(exchange)
                : chain.filter(exchange).takeUntilOther(Expiry.of(token.get(), clock));
    }

    private static boolean isSocket(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getUpgrade() != null;
    }
}
