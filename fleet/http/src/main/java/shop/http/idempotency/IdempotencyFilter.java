package shop.http.idempotency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import shop.http.idempotency.IdempotencyStore.StoredAnswer;
import shop.platform.problem.Problems;

/**
 * Stores the answers that their handlers did not store themselves. The answer is held back until it is stored: were it the other way
 * round, a client could repeat itself and be answered that its first try is still running.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);

    /** Refusals that come before anything is done, so a repaired request may use its key. */
    private static final Set<Integer> NOT_TRIED = Set.of(400, 401, 403, 405, 406, 408, 412, 413, 415, 429);

    private final InProgressKeys running;

    IdempotencyFilter(InProgressKeys running) {
        this.running = running;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(IdempotencyInterceptor.HEADER) == null || "GET".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var held = new ContentCachingResponseWrapper(response);
        var ended = false;
        try {
            chain.doFilter(new BufferedRequest(request), held);
            ended = true;
        } finally {
            if (request.getAttribute(IdempotencyInterceptor.REQUEST) instanceof ClaimedRequest keyed) {
                try {
                    settle(keyed, ended, request, held);
                } finally {
                    running.leave(keyed.id());
                }
            }
            held.copyBodyToResponse();
        }
    }

    /** Whether the answer is one that repeats get, too. */
    static boolean isKept(HttpServletRequest request, int status) {
        return status < 500 && !NOT_TRIED.contains(status) && request.getAttribute(Problems.REPEATABLE) == null;
    }

    /** Never fails the request: what it did is done, and a claim that stays behind is taken over with the same operation id. */
    private static void settle(
            ClaimedRequest keyed, boolean ended, HttpServletRequest request, ContentCachingResponseWrapper response) {
        var status = response.getStatus();
        try {
            if (keyed.isRefused()) {
                return;
            }
            var stored = keyed.answered();
            if (!ended || status >= 500 || request.getAttribute(Problems.REPEATABLE) != null) {
                keyed.giveUp();
            } else if (stored != null) {
                if (!stored.equals(answer(status, response))) {
                    LOG.error("{} {} stored another answer than it gave", request.getMethod(), request.getRequestURI());
                }
            } else if (NOT_TRIED.contains(status)) {
                keyed.forget();
            } else {
                keyed.complete(answer(status, response));
            }
        } catch (RuntimeException failure) {
            LOG.warn("an idempotency key could not be settled; its lease will run out", failure);
        }
    }

    private static StoredAnswer answer(int status, ContentCachingResponseWrapper response) {
        return new StoredAnswer(
                status,
                response.getContentType(),
                response.getHeader(HttpHeaders.LOCATION),
                response.getHeader(HttpHeaders.ETAG),
                new String(response.getContentAsByteArray(), StandardCharsets.UTF_8));
    }
}
