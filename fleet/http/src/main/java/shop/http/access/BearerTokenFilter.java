package shop.http.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import shop.security.token.BadTokenException;
import shop.security.token.BadTokenException.Reason;

/**
 * Proves the token of a request. Which kind of token that must be is a matter of the filter chain, thus of the path, and never of what
 * the token says of itself. A bad token is refused on public paths too: its sender believes to be somebody.
 */
final class BearerTokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final BearerTokenVerifier proof;
    private final SecurityContextRepository contexts;
    private final HandlerExceptionResolver problems;

    BearerTokenFilter(
            BearerTokenVerifier proof, SecurityContextRepository contexts, HandlerExceptionResolver problems) {
        this.proof = proof;
        this.contexts = contexts;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var sent = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (!sent.isEmpty()) {
            try {
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(proof.of(token(sent), READING.contains(request.getMethod())));
                SecurityContextHolder.setContext(context);
                contexts.saveContext(context, request, response);
            } catch (RuntimeException refusal) {
                // Also an outage of what the proof asks: nobody is let in because nobody could be asked.
                problems.resolveException(request, response, null, refusal);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static String token(List<String> sent) {
        var header = sent.getFirst();
        if (sent.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new BadTokenException(Reason.INVALID, "The Authorization header must be one Bearer token.");
        }
        return header.substring(SCHEME.length()).strip();
    }
}
