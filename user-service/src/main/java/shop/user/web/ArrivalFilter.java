package shop.user.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.springframework.web.filter.OncePerRequestFilter;
import shop.platform.tracing.RequestStart;

/**
 * Notes when a request came in, at the gateway if it says so, before it waits for anything: it decides whether a refresh token was used twice or only sent twice
 * at the same time.
 */
final class ArrivalFilter extends OncePerRequestFilter {

    private static final String ARRIVED_AT = ArrivalFilter.class.getName() + ".arrivedAt";

    private final Clock clock;

    ArrivalFilter(Clock clock) {
        this.clock = clock;
    }

    static Instant arrivalOf(HttpServletRequest request) {
        return (Instant) Objects.requireNonNull(request.getAttribute(ARRIVED_AT));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        request.setAttribute(ARRIVED_AT, RequestStart.read(request.getHeader(RequestStart.HEADER), clock.instant()));
        chain.doFilter(request, response);
    }
}
