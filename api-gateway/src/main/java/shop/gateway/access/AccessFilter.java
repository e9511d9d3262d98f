package shop.gateway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import shop.gateway.FilterOrder;
import shop.gateway.problem.GatewayException;
import shop.gateway.problem.GatewayException.BadToken;
import shop.gateway.problem.GatewayException.NoToken;
import shop.gateway.problem.GatewayException.NoWebSocket;
import shop.gateway.problem.GatewayException.NotAdmin;
import shop.security.token.AccessToken;
import shop.security.token.KeysUnavailableException;

/**
 * Lets through what the {@link ResourceMap} allows. The services check the token again: this spares them the refused requests, and each
 * of the two would hold if the other failed. They know the header alone, so a token that came as a cookie goes on as one.
 */
@Component
class AccessFilter implements WebFilter, Ordered {

    /** The row of the request, for the filters behind. */
    static final String RESOURCE = AccessFilter.class.getName() + ".resource";

    private final TokenVerifier tokens;
    private final CsrfGuard csrfGuard;

    AccessFilter(TokenVerifier tokens, CsrfGuard csrfGuard) {
        this.tokens = tokens;
        this.csrfGuard = csrfGuard;
    }

    @Override
    public int getOrder() {
        return FilterOrder.ACCESS;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        Resource resource;
        Optional<Credential> shown;
        try {
            resource = ResourceMap.find(request.getMethod(), request.getPath().pathWithinApplication());
            if (!resource.webSocket() && opensWebSocket(request)) {
                throw new NoWebSocket();
            }
            shown = Credential.of(request.getHeaders(), resource.access());
        } catch (GatewayException refusal) {
            return Mono.error(refusal);
        }
        exchange.getAttributes().put(RESOURCE, resource);
        if (resource.isPage()) {
            exchange.getAttributes().put(FilterOrder.PAGE, true);
        } else if (resource.access() == Access.OPEN || resource.access() == Access.ANYBODY) {
            exchange.getAttributes().put(FilterOrder.PUBLIC, true);
        }
        if (resource.failures() != null) {
            exchange.getAttributes().put(FilterOrder.FAILURE_RULE, resource.failures());
        }
        if (resource.costed()) {
            exchange.getAttributes().put(FilterOrder.COSTED, true);
        }
        return shown.map(credential -> verify(credential, resource, request)
                        .flatMap(token -> admit(credential, token, resource, exchange)))
                .orElseGet(Mono::empty)
                .switchIfEmpty(Mono.fromSupplier(() -> admitNobody(resource, exchange)))
                .flatMap(chain::filter);
    }

    private static boolean opensWebSocket(ServerHttpRequest request) {
        return request.getHeaders().getValuesAsList(HttpHeaders.UPGRADE).stream()
                .anyMatch(protocol -> protocol.toLowerCase(Locale.ROOT).startsWith("websocket"));
    }

    /** Empty for a cookie that is good for nothing where nothing is needed. */
    private Mono<AccessToken> verify(Credential credential, Resource resource, ServerHttpRequest request) {
        var verified = tokens.verify(credential.token());
        return credential.byCookie()
                        && resource.access() == Access.OPEN
                        && (resource.isPage() || !CsrfGuard.isChange(request.getMethod()))
                ? verified.onErrorComplete(
                        failure -> failure instanceof BadToken || failure instanceof KeysUnavailableException)
                : verified;
    }

    private Mono<ServerWebExchange> admit(
            Credential credential, AccessToken token, Resource resource, ServerWebExchange exchange) {
        checkOriginOfForm(resource, exchange.getRequest());
        if (resource.access() == Access.ADMIN && !token.caller().isAdmin()) {
            throw new NotAdmin();
        }
        exchange.getAttributes().put(FilterOrder.TOKEN, token);
        if (!credential.byCookie()) {
            return Mono.just(withoutOurCookies(resource, exchange, _ -> {}));
        }
        return csrfGuard
                .check(exchange, token.xsrf(), resource)
                .map(checked ->
                        withoutOurCookies(resource, checked, headers -> headers.setBearerAuth(credential.token())));
    }

    private ServerWebExchange admitNobody(Resource resource, ServerWebExchange exchange) {
        return switch (resource.access()) {
            case ANYBODY, OPEN -> {
                checkOriginOfForm(resource, exchange.getRequest());
                yield withoutOurCookies(resource, exchange, _ -> {});
            }
            case USER, ADMIN -> throw new NoToken();
        };
    }

    private void checkOriginOfForm(Resource resource, ServerHttpRequest request) {
        if (resource.isPage() && CsrfGuard.isChange(request.getMethod())) {
            csrfGuard.checkOrigin(request);
        }
    }

    /** The pages put the CSRF token into their forms; nobody else behind the gateway needs it. */
    private static ServerWebExchange withoutOurCookies(
            Resource resource, ServerWebExchange exchange, Consumer<HttpHeaders> further) {
        if (!exchange.getRequest().getHeaders().containsHeader(HttpHeaders.COOKIE)) {
            return exchange;
        }
        return exchange.mutate()
                .request(request -> request.headers(headers -> {
                    Cookies.remove(headers, Cookies.ACCESS_TOKEN);
                    if (!resource.isPage()) {
                        Cookies.remove(headers, Cookies.XSRF_TOKEN);
                    }
                    further.accept(headers);
                }))
                .build();
    }
}
