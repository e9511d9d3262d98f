package shop.gateway.access;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/** Marks what a browser asks for to show it, before anything is refused. The API and its aliases answer JSON to whoever asks. */
@Component
class PageRequests implements WebFilter, Ordered {

    private static final String HTMX = "HX-Request";

    @Override
    public int getOrder() {
        return FilterOrder.PAGES;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (isShown(exchange.getRequest()) && ResourceMap.isForPages(path(exchange.getRequest()))) {
            exchange.getAttributes().put(FilterOrder.WANTS_PAGE, true);
        }
        return chain.filter(exchange);
    }

    private static boolean isShown(ServerHttpRequest request) {
        var headers = request.getHeaders();
        return headers.containsHeader(HTMX)
                || headers.getOrEmpty(HttpHeaders.ACCEPT).stream().anyMatch(accepted -> accepted.contains("text/html"));
    }

    private static PathContainer path(ServerHttpRequest request) {
        var path = request.getPath().pathWithinApplication();
        var text = path.value();
        return text.length() > 1 && text.endsWith("/")
                ? path.subPath(0, path.elements().size() - 1)
                : path;
    }
}
