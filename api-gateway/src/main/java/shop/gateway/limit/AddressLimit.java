package shop.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.Passage;
import shop.gateway.problem.GatewayException.RateLimited;

/** Holds each address to its rate, before anything that costs: signatures above all. */
@Component
public class AddressLimit implements WebFilter, Ordered {

    private final Buckets buckets;
    private final Limit limit;

    AddressLimit(Buckets buckets, LimitProperties limits) {
        this.buckets = buckets;
        this.limit = limits.address();
    }

    @Override
    public int getOrder() {
        return Passage.ADDRESS_LIMIT;
    }

    /** Counts a request that is not passed through the filters; if it says no, the request has to be. */
    public boolean passes(String client) {
        return buckets.takeAtOnce(Kind.ADDRESS, client);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return buckets.take(Kind.ADDRESS, Passage.client(exchange))
                .flatMap(level -> level.enough()
                        ? chain.filter(exchange)
                        : Mono.error(new RateLimited("address", limit.burst(), limit.timeToFill(), level.pause())));
    }
}
