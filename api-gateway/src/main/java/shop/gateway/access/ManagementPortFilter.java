package shop.gateway.access;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.handler.DefaultWebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/**
 * Spring Boot applies the filters of the application to the management port too. Its clients are probes and scrapers inside the network, so
 * the rules for clients (access, limits, origins) do not hold there; in their place one does: nothing but the endpoints, whatever routes and
 * pages the application itself has.
 */
@Component
class ManagementPortFilter implements WebFilter, Ordered {

    private static final String ENDPOINTS = "/actuator/";

    private final ApplicationContext application;

    ManagementPortFilter(ApplicationContext application) {
        this.application = application;
    }

    @Override
    public int getOrder() {
        return FilterOrder.MANAGEMENT_PORT;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (application.equals(exchange.getApplicationContext())) {
            return chain.filter(exchange);
        }
        if (exchange.getRequest().getPath().value().startsWith(ENDPOINTS)
                && chain instanceof DefaultWebFilterChain filters) {
            return filters.getHandler().handle(exchange);
        }
        exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
        return exchange.getResponse().setComplete();
    }
}
