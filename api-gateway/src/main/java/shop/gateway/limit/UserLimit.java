package shop.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.Passage;
import shop.gateway.problem.GatewayException.RateLimited;
import shop.web.security.Caller;

/** Holds each account to its rate. What it refuses does not count for the address: others may stand behind the same one. */
@Component
public class UserLimit implements WebFilter, Ordered {

    private final Buckets buckets;
    private final Limit limit;

    UserLimit(Buckets buckets, LimitProperties limits) {
        this.buckets = buckets;
        this.limit = limits.user();
    }

    @Override
    public int getOrder() {
        return Passage.USER_LIMIT;
    }

    /** Counts a request that is not passed through the filters and has counted for its address; if it says no, it has to be. */
    public boolean passes(Caller caller, String client) {
        if (buckets.takeAtOnce(Kind.USER, caller.id().toString())) {
            return true;
        }
        // It counts there when it passes the filters.
        buckets.giveBack(Kind.ADDRESS, client).subscribe();
        return false;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var token = Passage.token(exchange);
        if (token.isEmpty()) {
            return chain.filter(exchange);
        }
        return buckets.take(Kind.USER, token.get().caller().id().toString())
                .flatMap(level -> level.enough()
                        ? chain.filter(exchange)
                        : buckets.giveBack(Kind.ADDRESS, Passage.client(exchange))
                                .then(Mono.error(
                                        new RateLimited("user", limit.burst(), limit.timeToFill(), level.pause()))));
    }
}
