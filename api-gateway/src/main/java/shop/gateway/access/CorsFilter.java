package shop.gateway.access;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.GatewayProperties;
import shop.gateway.problem.GatewayException.ForeignOrigin;

/** Lets pages of our own and of the configured origins use the API, and no others. */
@Component
class CorsFilter implements WebFilter, Ordered {

    private final WebFilter filter;

    CorsFilter(GatewayProperties properties) {
        var rules = rules(properties);
        filter = new CorsWebFilter(_ -> rules, new Refusing());
    }

    @Override
    public int getOrder() {
        return FilterOrder.CORS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return filter.filter(exchange, chain);
    }

    private static CorsConfiguration rules(GatewayProperties properties) {
        var rules = new CorsConfiguration();
        // Our own too: behind a proxy that ends TLS they do not look like the address that is asked.
        rules.setAllowedOrigins(Stream.concat(Stream.of(properties.ownOrigin()), properties.allowedOrigins().stream())
                .toList());
        if (properties.localOrigins()) {
            rules.setAllowedOriginPatterns(
                    List.of("http://localhost:[*]", "http://127.0.0.1:[*]", "http://localhost", "http://127.0.0.1"));
        }
        rules.setAllowCredentials(true);
        rules.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        rules.setAllowedHeaders(List.of(
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "If-None-Match",
                "Last-Event-ID",
                "X-Request-Id",
                "traceparent",
                "X-XSRF-TOKEN",
                "X-CSRF-TOKEN"));
        rules.setExposedHeaders(List.of(
                "ETag", "Link", "Location", "Retry-After", "X-Request-Id", "X-Query-Cost", "Idempotent-Replayed"));
        rules.setMaxAge(Duration.ofHours(1));
        return rules;
    }

    /** A refusal is a problem like all others. */
    private static final class Refusing extends DefaultCorsProcessor {

        @Override
        protected void rejectRequest(ServerHttpResponse response) {
            throw new ForeignOrigin();
        }
    }
}
