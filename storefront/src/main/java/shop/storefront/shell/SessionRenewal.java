package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Renews a session by a detour: the refresh token is a cookie of one path, so a page whose access token has run out, or will soon, sends
 * the browser there, and back. It works without JavaScript. The XSRF cookie, which lives as long as the refresh token, says that there
 * is a session.
 */
@Component
class SessionRenewal implements HandlerInterceptor {

    /** A form is to be filled in while the token lives. */
    private static final Duration SOON = Duration.ofMinutes(4);

    private static final String PATHS_OF_SIGN_IN = "/sign-";

    private final Clock clock;

    SessionRenewal(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var path = request.getRequestURI();
        if (!request.getMethod().equals("GET")
                || path.startsWith(PATHS_OF_SIGN_IN)
                || !acceptsPages(request)
                || Cookies.value(request, Visitor.XSRF_COOKIE) == null
                || livesOn(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            return true;
        }
        var query = request.getQueryString();
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setStatus(HttpServletResponse.SC_FOUND);
        // A path alone: which host the browser knows is the gateway's business.
        response.setHeader(
                HttpHeaders.LOCATION,
                UriComponentsBuilder.fromPath(Visitor.RENEW_PATH)
                        .queryParam("next", "{next}")
                        .encode()
                        .buildAndExpand(query == null ? path : path + "?" + query)
                        .toUriString());
        return false;
    }

    private static boolean acceptsPages(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    private boolean livesOn(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        var parts = authorization.split("\\.", -1);
        if (parts.length != 3) {
            return true; // not for this page to judge
        }
        try {
            var claims = JsonMapper.shared()
                    .readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            var end = claims.path("exp").asLong(0);
            return end == 0 || clock.instant().plus(SOON).isBefore(Instant.ofEpochSecond(end));
        } catch (IllegalArgumentException | JacksonException _) {
            return true;
        }
    }
}
