package shop.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.RateLimited;
import shop.security.Caller;

/** Holds each account to its rate. What it refuses does not count for the address: others may stand behind the same one. */
@Component
public class UserLimit implements WebFilter, Ordered {

    private final TokenBuckets buckets;
    private final Limit limit;

    UserLimit(TokenBuckets buckets, LimitProperties limits) {
        this.buckets = buckets;
        this.limit = limits.user();
    }

    @Override
    public int getOrder() {
        return FilterOrder.USER_LIMIT;
    }

    /** Counts a request that is not passed through the filters and has counted for its address; if it says no, it has to be. */
    public boolean tryConsume(Caller caller, String client) {
        if (buckets.tryTakeNow(BucketKind.USER, caller.id().toString())) {
            return true;
        }
        // It counts there when it passes the filters.
        buckets.giveBack(BucketKind.ADDRESS, client).subscribe();
        return false;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var token = FilterOrder.token(exchange);
        if (token.isEmpty()) {
            return chain.filter(exchange);
        }
        return buckets.take(BucketKind.USER, token.get().caller().id().toString())
                .flatMap(level -> level.enough()
                        ? chain.filter(exchange)
                        : buckets.giveBack(BucketKind.ADDRESS, FilterOrder.client(exchange))
                                .then(Mono.error(
                                        new RateLimited("user", limit.burst(), limit.timeToFill(), level.pause()))));
    }
}
