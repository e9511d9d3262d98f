package shop.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.RateLimited;

/** Holds each address to its rate, before anything that costs: signatures above all. */
@Component
public class AddressLimit implements WebFilter, Ordered {

    private final TokenBuckets buckets;
    private final Limit limit;

    AddressLimit(TokenBuckets buckets, LimitProperties limits) {
        this.buckets = buckets;
        this.limit = limits.address();
    }

    @Override
    public int getOrder() {
        return FilterOrder.ADDRESS_LIMIT;
    }

    /** Counts a request that is not passed through the filters; if it says no, the request has to be. */
    public boolean tryConsume(String client) {
        return buckets.tryTakeNow(BucketKind.ADDRESS, client);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return buckets.take(BucketKind.ADDRESS, FilterOrder.client(exchange))
                .flatMap(level -> level.enough()
                        ? chain.filter(exchange)
                        : Mono.error(new RateLimited("address", limit.burst(), limit.timeToFill(), level.pause())));
    }
}
