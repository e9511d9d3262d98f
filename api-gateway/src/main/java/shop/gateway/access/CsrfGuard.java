package shop.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import shop.gateway.GatewayProperties;
import shop.gateway.problem.GatewayException.ForeignOrigin;
import shop.gateway.problem.GatewayException.NoCsrfToken;

/**
 * Separates requests of our pages from those that a foreign page made the browser send with its cookies. A change needs the CSRF token that only our
 * pages can read, bound to the access token by its claim. A WebSocket cannot carry that header, so there the origin counts, which browsers
 * always name and no page can forge.
 */
@Component
class CsrfGuard {

    private final GatewayProperties properties;

    CsrfGuard(GatewayProperties properties) {
        this.properties = properties;
    }

    /**
     * @param xsrf what the CSRF token must hash to
     * @throws NoCsrfToken if this is a change without it
     * @throws ForeignOrigin if this opens a WebSocket from another site
     */
    void check(ServerHttpRequest request, @Nullable String xsrf) {
        if (isChange(request.getMethod()) && !hasCsrfToken(request.getHeaders(), xsrf)) {
            throw new NoCsrfToken();
        }
        if ("websocket".equalsIgnoreCase(request.getHeaders().getUpgrade()) && !isOurs(request)) {
            throw new ForeignOrigin();
        }
    }

    static boolean isChange(HttpMethod method) {
        return !HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method);
    }

    private static boolean hasCsrfToken(HttpHeaders headers, @Nullable String xsrf) {
        var sent = Stream.of("X-XSRF-TOKEN", "X-CSRF-TOKEN")
                .flatMap(name -> headers.getOrEmpty(name).stream())
                .distinct()
                .toList();
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
