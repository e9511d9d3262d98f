package shop.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.TooManyAttempts;

/**
 * Makes guessing slow: who fails often at signing in, from one address and over any number of accounts, is let in no more for a while.
 * Success costs nothing, so a whole office may sign in at nine.
 */
@Component
class FailureLimit implements WebFilter, Ordered {

    private final TokenBuckets buckets;

    FailureLimit(TokenBuckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public int getOrder() {
        return FilterOrder.FAILURE_LIMIT;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        FailureRule rule = exchange.getAttribute(FilterOrder.FAILURE_RULE);
        if (rule == null) {
            return chain.filter(exchange);
        }
        var client = FilterOrder.client(exchange);
        return buckets.peek(BucketKind.FAILURES, client).flatMap(level -> {
            if (!level.enough()) {
                return Mono.error(new TooManyAttempts(level.pause()));
            }
            var answer = exchange.getResponse();
            answer.beforeCommit(() -> charge(client, rule, answer));
            return chain.filter(exchange);
        });
    }

    private Mono<Void> charge(String client, FailureRule rule, ServerHttpResponse answer) {
        var status = answer.getStatusCode();
        var cost = status == null ? 0 : rule.costOf(status.value());
        return cost == 0 ? Mono.empty() : buckets.charge(BucketKind.FAILURES, client, cost);
    }
}
