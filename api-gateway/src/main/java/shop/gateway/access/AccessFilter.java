package shop.gateway.access;

import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import shop.gateway.Passage;
import shop.gateway.problem.GatewayException;
import shop.gateway.problem.GatewayException.BadToken;
import shop.gateway.problem.GatewayException.NoToken;
import shop.gateway.problem.GatewayException.NotAdmin;
import shop.web.security.Caller;
import shop.web.token.AccessTokens;
import shop.web.token.BadTokenException;

/**
 * Lets through what the {@link ResourceMap} allows. The services check the token again: this spares them the refused requests, and each
 * of the two would hold if the other failed.
 */
@Component
class AccessFilter implements WebFilter, Ordered {

    /** The row of the request, for the filters behind. */
    static final String RESOURCE = AccessFilter.class.getName() + ".resource";

    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/=-]+)", Pattern.CASE_INSENSITIVE);

    private final AccessTokens tokens;

    AccessFilter(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public int getOrder() {
        return Passage.ACCESS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        Resource resource;
        Optional<String> token;
        try {
            resource = ResourceMap.find(request.getMethod(), request.getPath().pathWithinApplication());
            token = token(request);
        } catch (GatewayException refusal) {
            return Mono.error(refusal);
        }
        exchange.getAttributes().put(RESOURCE, resource);
        if (token.isPresent()) {
            return verify(token.get()).flatMap(caller -> admit(caller, resource, exchange, chain));
        }
        return switch (resource.access()) {
            case OPEN -> chain.filter(exchange);
            case USER, ADMIN -> Mono.error(new NoToken());
        };
    }

    private static Mono<Void> admit(
            Caller caller, Resource resource, ServerWebExchange exchange, WebFilterChain chain) {
        return resource.access() == Access.ADMIN && !caller.isAdmin()
                ? Mono.error(new NotAdmin())
                : chain.filter(exchange);
    }

    /** On another thread, because it waits for the keys when it does not have them. */
    private Mono<Caller> verify(String token) {
        return Mono.fromCallable(() -> tokens.verify(token))
                .onErrorMap(BadTokenException.class, BadToken::new)
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static Optional<String> token(ServerHttpRequest request) {
        var sent = request.getHeaders().getValuesAsList(HttpHeaders.AUTHORIZATION);
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        var bearer = BEARER.matcher(sent.getFirst());
        if (sent.size() > 1 || !bearer.matches()) {
            throw new BadToken("The Authorization header must be one Bearer token.");
        }
        return Optional.of(bearer.group(1));
    }
}
