package shop.http.idempotency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers a request that turned out to be a repeat while its handler ran. A refusal that came before the handler claimed the key is
 * looked at, too: if the key is another try's, the first answer counts and not what would be answered today.
 */
final class RepeatResolver implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(RepeatResolver.class);

    private final List<HandlerExceptionResolver> others;

    RepeatResolver(List<HandlerExceptionResolver> others) {
        this.others = List.copyOf(others);
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!(request.getAttribute(IdempotencyInterceptor.REQUEST) instanceof ClaimedRequest keyed)) {
            return null;
        }
        if (failure instanceof AnsweredBeforeException before) {
            return replay(before, response);
        }
        if (keyed.isRefused() || keyed.isClaimed()) {
            return null;
        }
        var refusal = others(request, response, handler, failure);
        if (refusal == null || !IdempotencyFilter.isKept(request, response.getStatus())) {
            return refusal;
        }
        try {
            var _ = keyed.claim();
            return refusal;
        } catch (AnsweredBeforeException before) {
            return replay(before, response);
        } catch (RuntimeException other) {
            if (keyed.isRefused()) {
                response.resetBuffer();
                return others(request, response, handler, other);
            }
            LOG.warn("it could not be said whether a refusal is a repeat's", other);
            return refusal;
        }
    }

    private @Nullable ModelAndView others(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        for (var other : others) {
            var resolved = other.resolveException(request, response, handler, failure);
            if (resolved != null) {
                return resolved;
            }
        }
        return null;
    }

    private static ModelAndView replay(AnsweredBeforeException before, HttpServletResponse response) {
        response.resetBuffer();
        try {
            IdempotencyInterceptor.replay(before.answer(), response);
        } catch (IOException gone) {
            LOG.debug("a repeat's sender is gone", gone);
        }
        return new ModelAndView();
    }
}
