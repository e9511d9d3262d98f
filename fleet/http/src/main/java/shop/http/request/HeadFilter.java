package shop.http.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers HEAD as GET, by the same access rules and handlers; the web server leaves the body out. A stream of events has no end and so nothing
 * that HEAD could report: writing it to nobody would never fail, and hold its thread and its client's place.
 */
final class HeadFilter extends OncePerRequestFilter {

    private static final String STREAM = "text/event-stream";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if ("HEAD".equals(request.getMethod())) {
            HeadRequests.mark(request);
            chain.doFilter(asGet(request), withoutStreams(response));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static HttpServletRequest asGet(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public String getMethod() {
                return "GET";
            }
        };
    }

    private static HttpServletResponse withoutStreams(HttpServletResponse response) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public void setContentType(@Nullable String type) {
                refuseStream(type);
                super.setContentType(type);
            }

            @Override
            public void setHeader(String name, @Nullable String value) {
                refuseStream(name, value);
                super.setHeader(name, value);
            }

            @Override
            public void addHeader(String name, @Nullable String value) {
                refuseStream(name, value);
                super.addHeader(name, value);
            }
        };
    }

    private static void refuseStream(String name, @Nullable String value) {
        if (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) {
            refuseStream(value);
        }
    }

    private static void refuseStream(@Nullable String type) {
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith(STREAM)) {
            var refusal = new ErrorResponseException(HttpStatus.METHOD_NOT_ALLOWED);
            refusal.getHeaders().setAllow(Set.of(HttpMethod.GET));
            throw refusal;
        }
    }
}
