package shop.gateway.request;

import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.UnsafePath;

/**
 * Refuses every path that a server behind could read in another way than the access table does: what passes here means the same to all.
 * No address of the API needs any of it.
 */
@Component
class SafePath implements WebFilter, Ordered {

    private static final Pattern UNSAFE = Pattern.compile(
            "//|;|\\\\|/\\.{1,2}(/|$)|%(2e|2f|5c|3b|25|[01][0-9a-f]|7f)|[^\\x21-\\x7e]", Pattern.CASE_INSENSITIVE);

    @Override
    public int getOrder() {
        return FilterOrder.PATH;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isSafe(exchange.getRequest().getURI().getRawPath())
                ? chain.filter(exchange)
                : Mono.error(new UnsafePath());
    }

    static boolean isSafe(String rawPath) {
        return !UNSAFE.matcher(rawPath).find();
    }
}
