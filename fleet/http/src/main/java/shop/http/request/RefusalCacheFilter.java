package shop.http.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps refusals out of caches, whoever refuses and whatever was said about caching before: a handler may have said {@code public} of what
 * it was about to answer, and a cache would repeat one caller's refusal to everybody.
 */
final class RefusalCacheFilter extends OncePerRequestFilter {

    private static final String OF_SHARED_CACHES = "CDN-Cache-Control";
    private static final String NO_STORE = "no-store";
    private static final int FIRST_REFUSAL = 400;

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var watched = new RefusalResponse(response);
        // On the error page the status is known before anybody sets it.
        watched.forbidCachingOf(response.getStatus());
        chain.doFilter(request, watched);
    }

    private static final class RefusalResponse extends HttpServletResponseWrapper {

        private boolean refusal;

        RefusalResponse(HttpServletResponse response) {
            super(response);
        }

        void forbidCachingOf(int status) {
            refusal = status >= FIRST_REFUSAL;
            if (refusal && !isCommitted()) {
                super.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
                if (containsHeader(OF_SHARED_CACHES)) {
                    super.setHeader(OF_SHARED_CACHES, NO_STORE);
                }
            }
        }

        @Override
        public void setStatus(int status) {
            super.setStatus(status);
            forbidCachingOf(status);
        }

        @Override
        public void sendError(int status) throws IOException {
            forbidCachingOf(status);
            super.sendError(status);
        }

        @Override
        public void sendError(int status, @Nullable String message) throws IOException {
            forbidCachingOf(status);
            super.sendError(status, message);
        }

        @Override
        public void setHeader(String name, @Nullable String value) {
            if (isAllowed(name)) {
                super.setHeader(name, value);
            }
        }

        @Override
        public void addHeader(String name, @Nullable String value) {
            if (isAllowed(name)) {
                super.addHeader(name, value);
            }
        }

        private boolean isAllowed(String name) {
            return !refusal
                    || !(HttpHeaders.CACHE_CONTROL.equalsIgnoreCase(name) || OF_SHARED_CACHES.equalsIgnoreCase(name));
        }
    }
}
