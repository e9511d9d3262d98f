package shop.gateway.limit;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/**
 * Charges what a query costs, as the service behind counted it, to the account and the address that sent it: as many tokens as the requests
 * that it stands for would have taken. What is not there is owed, so the next request waits until it has come back.
 */
@Component
class CostLimit implements WebFilter, Ordered {

    /** In points. */
    static final String HEADER = "X-Query-Cost";

    /** What one call of a service costs there. */
    static final int POINTS_OF_A_TOKEN = 5;

    private static final Pattern POINTS = Pattern.compile("[0-9]{1,6}");

    private final TokenBuckets buckets;

    CostLimit(TokenBuckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public int getOrder() {
        return FilterOrder.COST_LIMIT;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getAttribute(FilterOrder.COSTED) != null) {
            var response = exchange.getResponse();
            response.beforeCommit(() -> charge(exchange, response.getHeaders().getFirst(HEADER)));
        }
        return chain.filter(exchange);
    }

    private Mono<Void> charge(ServerWebExchange exchange, @Nullable String points) {
        if (points == null || !POINTS.matcher(points).matches()) {
            return Mono.empty();
        }
        // One was taken when the request came.
        var owed = Math.ceilDiv(Integer.parseInt(points), POINTS_OF_A_TOKEN) - 1;
        if (owed <= 0) {
            return Mono.empty();
        }
        var ofAddress = buckets.charge(BucketKind.ADDRESS, FilterOrder.client(exchange), owed);
        return FilterOrder.token(exchange)
                .map(token -> buckets.charge(
                                BucketKind.USER, token.caller().id().toString(), owed)
                        .then(ofAddress))
                .orElse(ofAddress);
    }
}
