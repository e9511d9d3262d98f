package shop.gateway.problem;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.MalformedHead;

/** Refuses requests whose first line or headers were found unreadable before they became exchanges. */
@Component
public final class MalformedHeadFilter implements WebFilter, Ordered {

    /** The header that says so; whatever a client sends under this name is taken away. */
    public static final String MARK = "X-Refused-Head";

    public enum Reason {
        TARGET(
                "The address is malformed: characters like { | ^ \" must be percent-encoded, and each % needs two hex digits."),
        HEADERS("A header has control characters in it."),
        HOST("There must be one Host header, with a host and perhaps a port in it.");

        private final String detail;

        Reason(String detail) {
            this.detail = detail;
        }
    }

    @Override
    public int getOrder() {
        return FilterOrder.MALFORMED_HEAD;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var mark = exchange.getRequest().getHeaders().getFirst(MARK);
        return mark == null ? chain.filter(exchange) : Mono.error(new MalformedHead(Reason.valueOf(mark).detail));
    }
}
