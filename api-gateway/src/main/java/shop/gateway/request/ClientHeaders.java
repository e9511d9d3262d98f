package shop.gateway.request;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;

/**
 * Takes away what only the fleet may say: who the caller is, which way the request came, which method it really has. Services believe
 * the token alone, so this is the second lock, and it keeps invented addresses out of their logs.
 */
@Component
class ClientHeaders implements WebFilter, Ordered {

    /** The address a change was requested from, for the limits that services hold addresses to. */
    static final String CLIENT_ADDRESS = "X-Client-Address";

    private static final Set<HttpMethod> WITHOUT_CHANGE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private static final Set<String> NAMES = Set.of(
            "expect", // the gateway asks for the body itself, and a service would answer twice
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-client-address",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-rewrite-url",
            "remote-user",
            "tracestate", // of a trace's path through programs that are not ours
            "baggage",
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
        return FilterOrder.HEADERS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // The last look at what proxies said.
        var request = exchange.getRequest();
        var client =
                addresses.of(request.getRemoteAddress(), request.getHeaders().getOrEmpty(ClientAddress.FORWARDED_FOR));
        exchange.getAttributes().put(FilterOrder.CLIENT, client);
        var change = !WITHOUT_CHANGE.contains(request.getMethod());
        var reserved = request.getHeaders().headerNames().stream()
                .filter(ClientHeaders::isReserved)
                .toList();
        if (reserved.isEmpty() && !change) {
            return chain.filter(exchange);
        }
        return chain.filter(exchange.mutate()
                .request(cleaned -> cleaned.headers(headers -> {
                    reserved.forEach(headers::remove);
                    if (change) {
                        headers.set(CLIENT_ADDRESS, client);
                    }
                }))
                .build());
    }

    static boolean isReserved(String header) {
        // Underscores, because some servers take them for hyphens.
        var name = header.toLowerCase(Locale.ROOT).replace('_', '-');
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
