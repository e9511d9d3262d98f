package shop.gateway.request;

import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.UrlHandlerFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/** Reads {@code /x/} as {@code /x}, without a redirect, so that rules, routes and services know one form only. */
@Component
class TrailingSlash implements WebFilter, Ordered {

    private final WebFilter filter =
            UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build();

    @Override
    public int getOrder() {
        return FilterOrder.TRAILING_SLASH;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return filter.filter(exchange, chain);
    }
}
