package shop.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import shop.gateway.GatewayProperties;
import shop.gateway.problem.BodyDrain;
import shop.gateway.problem.GatewayException.BodyTooLarge;
import shop.gateway.problem.GatewayException.ForeignOrigin;
import shop.gateway.problem.GatewayException.NoCsrfToken;

/**
 * Separates requests of our pages from those that a foreign page made the browser send with its cookies. A change needs the CSRF token that only our
 * pages can read, bound to the access token by its claim. A WebSocket cannot carry that header, so there the origin counts, which browsers
 * always name and no page can forge.
 */
@Component
class CsrfGuard {

    /** Of the values of {@code Sec-Fetch-Site}: from a page of ours, or typed by the user. */
    private static final Set<String> SAME_SITE = Set.of("same-origin", "none");

    private final GatewayProperties properties;

    CsrfGuard(GatewayProperties properties) {
        this.properties = properties;
    }

    /**
     * Of a request that is signed in by cookie. Signals {@link NoCsrfToken} if it is a change without the token, and {@link ForeignOrigin} if
     * it opens a WebSocket from another site.
     *
     * @param xsrf what the CSRF token must hash to
     * @return the exchange that goes on
     */
    Mono<ServerWebExchange> check(ServerWebExchange exchange, @Nullable String xsrf, Resource resource) {
        var request = exchange.getRequest();
        if ("websocket".equalsIgnoreCase(request.getHeaders().getUpgrade()) && !isOurs(request)) {
            return Mono.error(new ForeignOrigin());
        }
        var sent = inHeaders(request.getHeaders());
        if (!isChange(request.getMethod()) || (!sent.isEmpty() && isToken(sent, xsrf))) {
            return Mono.just(exchange);
        }
        return sent.isEmpty() && resource.isPage() && HttpMethod.POST.equals(request.getMethod())
                ? checkForm(exchange, xsrf, resource)
                : Mono.error(new NoCsrfToken());
    }

    /**
     * Of every form of a page, also a guest's, who has no token to show: it must come from a page of this very site. Browsers say where it
     * comes from in headers that no page can forge; what says nothing is no browser.
     *
     * @throws ForeignOrigin if it comes from elsewhere
     */
    void checkOrigin(ServerHttpRequest request) {
        var origin = request.getHeaders().getOrigin();
        var site = request.getHeaders().getOrEmpty("Sec-Fetch-Site");
        var ours = origin == null
                || properties.ownOrigin().equals(origin)
                || isSameHost(origin, request.getHeaders().getFirst(HttpHeaders.HOST));
        if (!ours || !SAME_SITE.containsAll(site)) {
            throw new ForeignOrigin();
        }
    }

    /** A form carries the token in a field; the body is read for it before anything goes on, but no more of it than must be. */
    private static Mono<ServerWebExchange> checkForm(
            ServerWebExchange exchange, @Nullable String xsrf, Resource resource) {
        var type = contentType(exchange.getRequest());
        var upload = resource.surface() == Resource.Surface.UPLOAD_PAGE && FormToken.isUpload(type);
        if (type == null || !(upload || FormToken.isForm(type))) {
            return Mono.error(new NoCsrfToken());
        }
        var most = upload ? FormToken.START_OF_UPLOAD : Math.toIntExact(FormToken.LARGEST_FORM.toBytes());
        if (!upload && exchange.getRequest().getHeaders().getContentLength() > most) {
            return Mono.error(new BodyTooLarge(FormToken.LARGEST_FORM));
        }
        return BodyPrefix.of(exchange.getRequest().getBody(), most).flatMap(body -> {
            var sent = upload ? FormToken.inUpload(body.bytes(), type) : FormToken.inForm(body.bytes());
            return isToken(sent.stream().distinct().toList(), xsrf)
                    ? Mono.just(withBody(exchange, body.whole()))
                    : BodyDrain.drop(body.whole(), exchange.getRequest().getHeaders())
                            .then(Mono.error(new NoCsrfToken()));
        });
    }

    private static @Nullable MediaType contentType(ServerHttpRequest request) {
        try {
            return request.getHeaders().getContentType();
        } catch (InvalidMediaTypeException _) {
            return null;
        }
    }

    private static ServerWebExchange withBody(ServerWebExchange exchange, Flux<DataBuffer> body) {
        return exchange.mutate()
                .request(new ServerHttpRequestDecorator(exchange.getRequest()) {
                    @Override
                    public Flux<DataBuffer> getBody() {
                        return body;
                    }
                })
                .build();
    }

    static boolean isChange(HttpMethod method) {
        return !HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method);
    }

    private static List<String> inHeaders(HttpHeaders headers) {
        return Stream.of("X-XSRF-TOKEN", "X-CSRF-TOKEN")
                .flatMap(name -> headers.getOrEmpty(name).stream())
                .distinct()
                .toList();
    }

    private static boolean isToken(List<String> sent, @Nullable String xsrf) {
        return xsrf != null
                && sent.size() == 1
                && MessageDigest.isEqual(hash(sent.getFirst()).getBytes(UTF_8), xsrf.getBytes(UTF_8));
    }

    private static String hash(String token) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private boolean isOurs(ServerHttpRequest request) {
        var origin = request.getHeaders().getOrigin();
        return origin == null // no browser
                || properties.isAllowed(origin)
                || isSameHost(origin, request.getHeaders().getFirst(HttpHeaders.HOST));
    }

    /** On a laptop the gateway has more names than one; a page from the very host that is asked is never foreign. */
    private static boolean isSameHost(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
