package shop.storefront.shell;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a browser may do with a page: run what is ours, show pictures, send forms to us, and nothing
 * else. Every page shows whose it is (the cart, the name), so none is kept by caches unless it says so itself.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class PageHeaders extends OncePerRequestFilter {

    private static final Set<String> FILES = Set.of("/favicon.ico", "/robots.txt", "/sitemap.xml");

    private static final String POLICY =
            "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'";

    /** Files that are the same for everybody; what they say of themselves would stand beside this, not in its place. */
    private static boolean saysItself(String path) {
        return path.startsWith("/assets/") || path.startsWith("/pictures/") || FILES.contains(path);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (!saysItself(request.getRequestURI())) {
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        chain.doFilter(request, response);
    }
}
