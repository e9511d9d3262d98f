package shop.gateway.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Leads whoever asks for a page that needs an account to the sign-in, and back afterwards. */
final class SignIn {

    private static final String PATH = "/sign-in";

    /** Where the storefront begins a new access token with the refresh token, if there is one. */
    private static final String RENEWAL = "/sign-in/renew";

    /** Lives as long as the refresh token, which is not sent here. */
    private static final String SESSION_COOKIE = "XSRF-TOKEN";

    private SignIn() {}

    static Mono<Void> instead(ServerHttpRequest request, ServerHttpResponse response) {
        var back = wayBack(request);
        var path = request.getCookies().containsKey(SESSION_COOKIE) ? RENEWAL : PATH;
        var address = URI.create(back == null ? path : path + "?next=" + URLEncoder.encode(back, UTF_8));
        if (request.getHeaders().containsHeader("HX-Request")) {
            // A script follows a redirect by itself and would put the sign-in into a corner of the page.
            response.getHeaders().set("HX-Redirect", address.toString());
            return response.setComplete();
        }
        response.setStatusCode(HttpStatus.SEE_OTHER);
        response.getHeaders().setLocation(address);
        return response.setComplete();
    }

    /** The page itself, or that which held the form. Never more than a path of this site. */
    private static @Nullable String wayBack(ServerHttpRequest request) {
        if (!HttpMethod.GET.equals(request.getMethod()) || request.getHeaders().containsHeader("HX-Request")) {
            return page(request.getHeaders());
        }
        return path(request.getURI());
    }

    private static @Nullable String page(HttpHeaders headers) {
        var referer = headers.getFirst(HttpHeaders.REFERER);
        var host = headers.getFirst(HttpHeaders.HOST);
        if (referer == null || host == null) {
            return null;
        }
        try {
            var address = URI.create(referer);
            return host.equalsIgnoreCase(address.getRawAuthority()) ? path(address) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static @Nullable String path(URI address) {
        var path = address.getRawPath();
        if (path == null || !path.startsWith("/") || path.startsWith("//")) {
            return null;
        }
        return address.getRawQuery() == null ? path : path + '?' + address.getRawQuery();
    }
}
