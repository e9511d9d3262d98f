package shop.gateway.request;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.Passage;

/**
 * Takes away what only the fleet may say: who the caller is, which way the request came, which method it really has. Services believe
 * the token alone, so this is the second lock, and it keeps invented addresses out of their logs.
 */
@Component
class ClientHeaders implements WebFilter, Ordered {

    private static final Set<String> NAMES = Set.of(
            "expect", // the gateway asks for the body itself, and a service would answer twice
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-rewrite-url",
            "remote-user",
            "x-sc-lb-hint");

    private static final List<String> PREFIXES = List.of(
            "x-forwarded-",
            "x-user",
            "x-role",
            "x-auth",
            "x-remote-",
            "x-caller",
            "x-account",
            "x-service-",
            "x-internal-");

    private final ClientAddress addresses;

    ClientHeaders(ClientAddress addresses) {
        this.addresses = addresses;
    }

    @Override
    public int getOrder() {
        return Passage.HEADERS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // The last look at what proxies said.
        var request = exchange.getRequest();
        exchange.getAttributes()
                .put(
                        Passage.CLIENT,
                        addresses.of(
                                request.getRemoteAddress(),
                                request.getHeaders().getOrEmpty(ClientAddress.FORWARDED_FOR)));
        var reserved = request.getHeaders().headerNames().stream()
                .filter(ClientHeaders::isReserved)
                .toList();
        if (reserved.isEmpty()) {
            return chain.filter(exchange);
        }
        return chain.filter(exchange.mutate()
                .request(cleaned -> cleaned.headers(headers -> reserved.forEach(headers::remove)))
                .build());
    }

    static boolean isReserved(String header) {
        // Underscores, because some servers take them for hyphens.
        var name = header.toLowerCase(Locale.ROOT).replace('_', '-');
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
