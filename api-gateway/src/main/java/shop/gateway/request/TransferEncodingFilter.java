package shop.gateway.request;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException.UnknownEncoding;

/**
 * Refuses transfer encodings other than the one that everybody reads alike. Netty takes a body in an encoding that it does not know for no
 * body, and what follows for the next request; two lengths, or a length and chunks, it refuses itself.
 */
@Component
class TransferEncodingFilter implements WebFilter, Ordered {

    @Override
    public int getOrder() {
        return FilterOrder.ENCODING;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var encodings = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.TRANSFER_ENCODING);
        return encodings.isEmpty() || (encodings.size() == 1 && "chunked".equalsIgnoreCase(encodings.getFirst()))
                ? chain.filter(exchange)
                : Mono.error(new UnknownEncoding());
    }
}
