package shop.storefront.shell;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import shop.storefront.config.StorefrontProperties;

/**
 * Takes forms from our own pages only. Who is signed in is protected by the token in the form, which the gateway checks; a guest has none,
 * and could be made to fill a cart or to sign in as somebody else.
 */
@Component
class FormOriginCheck implements HandlerInterceptor {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI publicUrl;

    FormOriginCheck(StorefrontProperties properties) {
        this.publicUrl = properties.publicUrl();
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!READING.contains(request.getMethod()) && isForeign(request)) {
            throw new ForeignFormException();
        }
        return true;
    }

    private boolean isForeign(HttpServletRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin");
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        // A program that is no browser sends neither, and has no cookies that somebody else could use.
        return origin != null && !isOurs(origin);
    }

    private boolean isOurs(String origin) {
        try {
            var sent = URI.create(origin);
            return publicUrl.getScheme().equals(sent.getScheme())
                    && port(publicUrl) == port(sent)
                    && isSameHost(sent.getHost());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private boolean isSameHost(@Nullable String host) {
        var ours = publicUrl.getHost();
        return ours.equalsIgnoreCase(host)
                || (host != null && THIS_MACHINE.contains(ours) && THIS_MACHINE.contains(host));
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equals(address.getScheme()) ? 443 : 80;
    }

    /** A form that another site made the browser send. */
    static final class ForeignFormException extends RuntimeException {

        ForeignFormException() {
            super("a form of another site", null, false, false);
        }
    }
}
